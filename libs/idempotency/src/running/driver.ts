import { endings } from '../idempotency.metrics.ts';
import { type Answer, largestStoredBody } from '../operation/answer.ts';
import { type Operation } from '../operation/operation.ts';
import { type Attempt, type Phase, type Step } from '../operation/phase.ts';
import { type Owned } from '../store/claim.ts';
import { type KeyStore, type Suspension } from '../store/key-store.ts';
import { decide, type Decision, unknown } from './decide.ts';

/** How a run of an operation ended: with its answer, with an answer for now, or without the key. */
export type Ended =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'interim'; readonly answer: Answer }
  | { readonly kind: 'lost' };

/**
 * Drives an operation that we own from its recovery point to its end. What it throws is the request's answer; the key has been given
 * back by then.
 */
export async function drive(
  store: KeyStore,
  operation: Pick<Operation<never>, 'name' | 'phases'>,
  owned: Owned,
): Promise<Ended> {
  for (let at: Owned | undefined = owned; at !== undefined;) {
    const ended: Ended | Owned | undefined = await takePhase(store, operation, at);
    if (ended !== undefined && 'kind' in ended) {
      endings.inc({ operation: operation.name, ending: ended.kind === 'interim' ? 'unknown' : ended.kind });
      return ended;
    }
    at = ended;
  }
  endings.inc({ operation: operation.name, ending: 'lost' });
  return { kind: 'lost' };
}

/** One call and its commit. Gives how the operation ended, or where it stands now; undefined when a successor has the key. */
async function takePhase(
  store: KeyStore,
  operation: Pick<Operation<never>, 'name' | 'phases'>,
  owned: Owned,
): Promise<Ended | Owned | undefined> {
  const phase = operation.phases.find(({ name }) => name === owned.recoveryPoint);
  if (phase === undefined)
    throw new Error(`${operation.name} has no phase named ${owned.recoveryPoint}, where a key stands`);
  const input = JSON.parse(owned.input) as never;
  const attempt = attemptOf(owned, phase.name);
  const decision = await decide(phase, input, attempt, owned);
  if (decision.kind === 'new_attempt') return nextAttempt(store, owned);
  if (decision.kind === 'stopped') return stop(store, phase, input, owned, decision);
  let step: Step;
  try {
    step = await decision.decided.next(attempt);
    assertStorable(step);
  } catch (error) {
    if (await giveBack(store, owned, unknown(error, owned), error)) throw error;
    return undefined;
  }
  return commit(store, owned, step);
}

async function commit(store: KeyStore, owned: Owned, step: Step): Promise<Ended | Owned | undefined> {
  if (step.kind === 'end')
    return (await store.finish(owned, step)) ? { kind: 'done', answer: step.answer } : undefined;
  if (!(await store.advance(owned, step))) return undefined;
  return fresh({ ...owned, recoveryPoint: step.phase, input: step.input, attempt: 1 });
}

async function nextAttempt(store: KeyStore, owned: Owned): Promise<Owned | undefined> {
  return (await store.startAttempt(owned)) ? fresh({ ...owned, attempt: owned.attempt + 1 }) : undefined;
}

/** Gives the key back; what the requester is told is the phase's own, else the error of its call. */
async function stop<Input>(
  store: KeyStore,
  phase: Phase<Input>,
  input: Input,
  owned: Owned,
  { suspension, error }: Decision & { kind: 'stopped' },
): Promise<Ended | undefined> {
  let told: unknown = error;
  try {
    const interim = suspension.state === 'parked' ? undefined : phase.whenUnknown(input, error);
    if (interim !== undefined)
      return (await store.suspend(owned, suspension, interim.writes))
        ? { kind: 'interim', answer: interim.answer }
        : undefined;
  } catch (problem) {
    told = problem;
  }
  const isOurs = await giveBack(store, owned, suspension, told);
  endings.inc({ operation: owned.operation, ending: isOurs ? suspension.state : 'lost' });
  if (isOurs) throw told;
  return undefined;
}

/** When that fails too the key comes free with its lease, and both errors are told. */
async function giveBack(
  store: KeyStore,
  owned: Owned,
  suspension: Suspension,
  failure: unknown,
): Promise<boolean> {
  try {
    return await store.suspend(owned, suspension, []);
  } catch (error) {
    throw new AggregateError([failure, error], 'the operation stopped and its key could not be given back', {
      cause: failure,
    });
  }
}

function attemptOf(owned: Owned, phase: string): Attempt {
  return {
    operationId: owned.operationId,
    key: `${owned.operationId}-${phase}-${owned.attempt}`,
    mayHaveHappened: owned.isUncertain,
    sentMsAgo: owned.sentMsAgo,
  };
}

const fresh = (owned: Owned): Owned => ({
  ...owned,
  isUncertain: false,
  sentMsAgo: 0,
  tries: 0,
  absentMsAgo: undefined,
  resolution: undefined,
});

function assertStorable(step: Step): void {
  if (step.kind === 'end' && step.answer.body.length > largestStoredBody)
    throw new Error(`an answer of ${step.answer.body.length} bytes is too large to be stored: use referTo()`);
}
