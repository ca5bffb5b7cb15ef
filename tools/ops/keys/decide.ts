import {
  type AttemptName,
  countLivingProcesses,
  follow,
  type Followed,
  type OperationDetails,
  type OperatorDecision,
  refusalOf,
  resolve as storeDecision,
} from '@holdfast/idempotency/review';
import { durationText } from '../../duration-text.ts';
import { oneLine } from '../../one-line.ts';
import { answerTo, styled } from '../../terminal.ts';
import { UsageError } from '../../command-line.ts';
import { type Database, type Decider, deciderIn } from '../options.ts';
import { findIn, type Found } from './inspect.ts';
import { withDatabases } from './key-database.ts';
import { type Target } from './target.ts';
import { nextStepText, refusalText, showCommand, statusText } from './text.ts';

interface DecideOptions extends Database, Decider {
  /** Replaces an earlier decision that has not been applied yet. */
  readonly instead?: boolean | undefined;
  /** Seconds. */
  readonly wait: number;
}

interface ResolveOptions extends DecideOptions {
  readonly outcome?: unknown;
  readonly notExecuted?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** `resolve`: stores what happened to a call, then reports the effect. */
export function resolve(target: Target, { outcome, notExecuted, ...options }: ResolveOptions): Promise<void> {
  if (outcome === undefined && notExecuted === undefined)
    throw new UsageError('Specify either --outcome or --not-executed.');
  return decide(target, notExecuted ? { kind: 'not_executed' } : { kind: 'outcome', outcome }, options);
}

/** `retry`: has the outcome checked again. */
export const retry = (target: Target, options: DecideOptions): Promise<void> =>
  decide(target, { kind: 'recheck' }, options);

async function decide(target: Target, decision: OperatorDecision, options: ResolveOptions): Promise<void> {
  const { instead: isInstead = false, yes: isConfirmed = false, wait, databaseUrl } = options;
  const by = deciderIn(options);
  await withDatabases({ databaseUrl }, async (databases) => {
    const found = await findIn(databases, target);
    const { database, now } = found;
    const call = callOf(target, now);
    const refusal = refusalOf(now, call, isInstead);
    if (refusal !== undefined) throw new Error(refusalText(refusal, now));
    if (!isConfirmed && decision.kind !== 'recheck') await confirm(found, decision, call);
    const resolved = await storeDecision(database.pool, call, decision, { by, isInstead });
    if (resolved.kind === 'refused') throw new Error(refusalText(resolved.because, resolved.now));
    const isRunning = (await countLivingProcesses(database.pool)) > 0;
    console.log(
      `Decision by ${by} stored. Waiting for a process of ${database.service} to apply it${isRunning ? '' : ' (none is running right now)'} …`,
    );
    report(found, await follow(database.pool, resolved.decision, { timeoutMs: wait * 1_000 }), decision);
  });
}

/** The call to decide on: the given attempt, or the current one. */
function callOf({ operationId, attempt }: Target, now: OperationDetails): AttemptName {
  if (attempt !== undefined) return { operationId, phase: attempt.phase, attempt: attempt.number };
  return { operationId, phase: now.phase ?? '', attempt: now.attempt };
}

async function confirm(
  { database, now }: Found,
  decision: OperatorDecision,
  call: AttemptName,
): Promise<void> {
  const living = await countLivingProcesses(database.pool);
  const answer = await answerTo(
    [
      `${styled('bold', now.operationId)}  ${now.operation}, for ${now.caller}`,
      `  ${statusText(now)}\n  ${nextStepText(now, database.service, living)}\n`,
      consequence(decision, call),
    ].join('\n'),
  );
  if (answer.toLowerCase() !== 'yes') throw new Error('Nothing was recorded.');
}

function consequence(decision: OperatorDecision, { operationId, phase, attempt }: AttemptName): string {
  const call = `the call that the remote party knows as ${operationId}-${phase}-${attempt}`;
  return decision.kind === 'outcome'
    ? `You record the outcome of ${call}: ${JSON.stringify(decision.outcome)}\nThe service checks first. Unless it finds another outcome, it continues with yours and stores the result for good.`
    : `You record that ${call} was never executed.\nThe service checks first. It sends the call again, under a new key, only if the remote party has never seen it.`;
}

/** @throws Error if the decision had no effect, or is not applied yet. */
function report(
  { database: { service, option } }: Found,
  { effect, now, found, livingProcesses }: Followed,
  { kind }: OperatorDecision,
): void {
  const next = nextStepText(now, service, livingProcesses);
  const reason = oneLine(now.reason?.replace(/^decision not applied(?: yet)?: /, '') ?? 'no reason given');
  const later = `To see the result, run: ${showCommand(now.operationId, option)}`;
  switch (effect) {
    case 'applied':
      return console.log(
        `${kind === 'recheck' ? 'Outcome found' : 'Applied'}. State: ${statusText(now)}. ${next}`,
      );
    case 'rechecked':
      return console.log(`Checked. State: still ${statusText(now)}: ${reason}\n${next}`);
    case 'overruled':
      throw new Error(
        `Not applied: ${service} checked first and found another outcome: ${JSON.stringify(found)}\nIt continued with that outcome. State: ${statusText(now)}. ${next}`,
      );
    case 'refused':
      throw new Error(
        `${service} could not apply the decision: ${reason}\nState: ${statusText(now)}. ${next}`,
      );
    case 'postponed':
      throw new Error(
        `Not applied yet: ${reason}.\nUnless it arrives, it is made under a new key in ${durationText(Math.max(0, now.recheckInMs ?? 0))}. Until then, nothing is sent. ${later}`,
      );
    case 'in_progress':
      throw new Error(`A process of ${service} is still applying the decision. ${later}`);
    case 'waiting':
      throw new Error(
        livingProcesses === 0
          ? `The decision is stored, but no process of ${service} is running to apply it. Start one, and it is applied within seconds. ${later}`
          : `The decision is stored, but no process of ${service} has applied it (running: ${livingProcesses}). Does this version still have an operation named ${now.operation}? ${later}`,
      );
  }
}
