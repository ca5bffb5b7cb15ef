import {
  type AttemptName,
  countLivingProcesses,
  follow,
  type Followed,
  type OperationDetails,
  type OperatorDecision,
  refusalOf,
  resolve,
} from '@holdfast/idempotency/review';
import { oneLine } from '../one-line.ts';
import { answerTo, styled } from '../terminal.ts';
import { type DecideCommand, type Target } from './arguments.ts';
import { findIn, type Found } from './inspect.ts';
import { withDatabases } from './key-database.ts';
import { nextStepText, refusalText, showCommand, statusText } from './text.ts';

/** `resolve` and `retry`: stores an operator's decision, then reports its effect. */
export async function decide(command: DecideCommand): Promise<void> {
  const { target, decision, by, isInstead, isConfirmed, waitMs, databaseUrl } = command;
  await withDatabases({ databaseUrl }, async (databases) => {
    const found = await findIn(databases, target);
    const { database, now } = found;
    const call = callOf(target, now);
    const refusal = refusalOf(now, call, isInstead);
    if (refusal !== undefined) throw new Error(refusalText(refusal, now));
    if (!isConfirmed && decision.kind !== 'recheck') await confirm(found, decision, call);
    const resolved = await resolve(database.pool, call, decision, { by, isInstead });
    if (resolved.kind === 'refused') throw new Error(refusalText(resolved.because, resolved.now));
    const isRunning = (await countLivingProcesses(database.pool)) > 0;
    console.log(
      `Decision by ${by} stored. Waiting for a process of ${database.service} to apply it${isRunning ? '' : ' (none is running right now)'} …`,
    );
    report(found, await follow(database.pool, resolved.decision, { timeoutMs: waitMs }), decision);
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
  const reason = oneLine(now.reason?.replace(/^decision not applied: /, '') ?? 'no reason given');
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
