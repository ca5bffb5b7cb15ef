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
import { withDatabases } from './key-database.ts';
import { findIn, type Found } from './look.ts';
import { refusalWords, showCommand, standing, whatIsNext } from './text.ts';

/** `resolve` and `retry`: stores what a person decided, and tells what a service made of it. */
export async function decide(command: DecideCommand): Promise<void> {
  const { target, decision, by, isInstead, isConfirmed, waitMs, databaseUrl } = command;
  await withDatabases({ databaseUrl }, async (databases) => {
    const found = await findIn(databases, target);
    const { database, now } = found;
    const call = callOf(target, now);
    const refusal = refusalOf(now, call, isInstead);
    if (refusal !== undefined) throw new Error(refusalWords(refusal, now));
    if (!isConfirmed && decision.kind !== 'recheck') await confirm(found, decision, call);
    const resolved = await resolve(database.pool, call, decision, { by, isInstead });
    if (resolved.kind === 'refused') throw new Error(refusalWords(resolved.because, resolved.now));
    const isAlive = (await countLivingProcesses(database.pool)) > 0;
    console.log(
      `Stored, as decided by ${by}. Waiting for a process of ${database.service} to act on it${isAlive ? '' : ' (none is alive just now)'} …`,
    );
    tell(found, await follow(database.pool, resolved.decision, { timeoutMs: waitMs }), decision);
  });
}

/** What is decided about: the attempt that was named, else the one at which the operation stands. */
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
      `  ${standing(now)}\n  ${whatIsNext(now, database.service, living)}\n`,
      consequence(decision, call),
    ].join('\n'),
  );
  if (answer.toLowerCase() !== 'yes') throw new Error('Nothing was decided.');
}

function consequence(decision: OperatorDecision, { operationId, phase, attempt }: AttemptName): string {
  const known = `the call that the other side knows as ${operationId}-${phase}-${attempt}`;
  return decision.kind === 'outcome'
    ? `You say that ${known} ended so: ${JSON.stringify(decision.outcome)}\nThe service reads back what it can first. Where that says nothing else, it goes on with your word and stores the result for good.`
    : `You say that ${known} was never executed.\nThe service reads it back first, and makes it again under a new key only if the other side has never seen it.`;
}

/** @throws Error that says so when the decision has come to nothing, or not to its end. */
function tell(
  { database: { service, option } }: Found,
  { effect, now, found, livingProcesses }: Followed,
  { kind }: OperatorDecision,
): void {
  const next = whatIsNext(now, service, livingProcesses);
  const reason = oneLine(now.reason?.replace(/^not resolved: /, '') ?? 'no reason is given');
  const later = `See what comes of it with: ${showCommand(now.operationId, option)}`;
  switch (effect) {
    case 'applied':
      return console.log(`${kind === 'recheck' ? 'Found out' : 'Applied'}: it is ${standing(now)}. ${next}`);
    case 'rechecked':
      return console.log(`Looked: it is still ${standing(now)}: ${reason}\n${next}`);
    case 'overruled':
      throw new Error(
        `Not applied: ${service} read it back first, and found that it ended so: ${JSON.stringify(found)}\nIt has gone on with that: it is ${standing(now)}. ${next}`,
      );
    case 'refused':
      throw new Error(`${service} could not go on with that: ${reason}\nIt is ${standing(now)}. ${next}`);
    case 'in_progress':
      throw new Error(`A process of ${service} is at it, and not done yet. ${later}`);
    case 'waiting':
      throw new Error(
        livingProcesses === 0
          ? `It is stored, but no process of ${service} is alive to act on it. One that is started does so within seconds. ${later}`
          : `It is stored, but none of the ${livingProcesses} living process(es) of ${service} has acted on it. Does this version still know an operation named ${now.operation}? ${later}`,
      );
  }
}
