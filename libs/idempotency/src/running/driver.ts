import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { runs } from '../idempotency.metrics.ts';
import { type StoredResponse } from '../operation/stored-response.ts';
import { type Operation } from '../operation/operation.ts';
import { type CallAttempt, type ProvisionalResponse, type Step } from '../operation/phase.ts';
import { foundInstead } from '../review/found-instead.ts';
import { type Owned } from '../store/claim.ts';
import { type KeyStore, type Suspension } from '../store/key-store.ts';
import { resolveCall, nextRecheckInMs, unknown } from './resolve-call.ts';

type Drivable = Pick<Operation<never>, 'name' | 'phases'>;

/** How a run of an operation ended: with its answer, with an answer for now, or without the key. */
export type RunResult =
  | { readonly kind: 'done'; readonly response: StoredResponse }
  | { readonly kind: 'provisional'; readonly response: StoredResponse }
  | { readonly kind: 'lost' };

/**
 * Drives an operation that we own from its recovery point to its end. What it throws is the request's answer; the key has been given
 * back by then.
 */
export function drive(store: KeyStore, operation: Drivable, owned: Owned): Promise<RunResult> {
  return store.activeKeys.while(owned.keyHash, () => driveOn(store, operation, owned));
}

async function driveOn(store: KeyStore, operation: Drivable, owned: Owned): Promise<RunResult> {
  for (let at: Owned | undefined = owned; at !== undefined;) {
    const ended: RunResult | Owned | undefined = await takePhase(store, operation, at);
    if (ended !== undefined && 'kind' in ended) {
      if (ended.kind === 'done') runs.inc({ operation: operation.name, result: 'done' });
      return ended;
    }
    at = ended;
  }
  runs.inc({ operation: operation.name, result: 'lost' });
  return { kind: 'lost' };
}

/** Why a phase stops before its commit, and what the requester is told meanwhile; undefined: the error itself. */
interface Stopped {
  readonly kind: 'stopped';
  readonly suspension: Suspension;
  readonly error: unknown;
  readonly provisional: () => ProvisionalResponse | undefined;
}

/** One call and its commit. Gives how the operation ended, or where it stands now; undefined when a successor has the key. */
async function takePhase(
  store: KeyStore,
  operation: Drivable,
  owned: Owned,
): Promise<RunResult | Owned | undefined> {
  const result = await tryPhase(store, operation, owned).catch((error: unknown): Stopped => {
    // Nothing could be given back now either. The key is found to be in nobody's hands when the database is there again.
    if (isPostgresUnavailable(error)) throw error;
    return {
      kind: 'stopped',
      suspension: unknown(error, owned, store.times),
      error,
      provisional: () => undefined,
    };
  });
  return result !== undefined && 'kind' in result && result.kind === 'stopped'
    ? stop(store, owned, result)
    : result;
}

async function tryPhase(
  store: KeyStore,
  operation: Drivable,
  owned: Owned,
): Promise<RunResult | Owned | Stopped | undefined> {
  const phase = operation.phases.find(({ name }) => name === owned.recoveryPoint);
  if (phase === undefined)
    throw new Error(`${operation.name} has no phase named ${owned.recoveryPoint}, but a key is there`);
  const input = JSON.parse(owned.input) as never;
  const attempt = attemptOf(owned, phase.name);
  const decision = await resolveCall(phase, input, attempt, owned, store.times);
  if (decision.kind === 'new_attempt') return nextAttempt(store, owned);
  if (decision.kind === 'stopped') {
    const { state } = decision.suspension;
    const isKnown = state === 'parked';
    const policy = state === 'review' ? 'review' : 'retry';
    // Before its first effect an operation waits for its requester, who was told that nothing happened. Past it, it must come to its end.
    const isHalfDone = isKnown && phase !== operation.phases[0];
    return {
      ...decision,
      suspension: isHalfDone
        ? { ...decision.suspension, driveInMs: nextRecheckInMs(owned.tries, store.times) }
        : decision.suspension,
      provisional: () => (isKnown ? undefined : phase.whenUnknown(input, decision.error, policy)),
    };
  }
  const step = await decision.decided.next(attempt);
  assertForward(operation, owned, step);
  return commit(store, owned, 'overrules' in decision ? withFound(step, owned, decision.overrules) : step);
}

/** A person was wrong, and what was found is kept beside the decision. */
function withFound(step: Step, owned: Owned, found: unknown): Step {
  return { ...step, writes: [...step.writes, foundInstead(owned, found)] };
}

async function commit(store: KeyStore, owned: Owned, step: Step): Promise<RunResult | Owned | undefined> {
  if (step.kind === 'complete')
    return (await store.finish(owned, step)) ? { kind: 'done', response: step.response } : undefined;
  if (!(await store.advance(owned, step))) return undefined;
  return fresh({ ...owned, recoveryPoint: step.phase, input: step.input, attempt: 1, firstSentMsAgo: 0 });
}

async function nextAttempt(store: KeyStore, owned: Owned): Promise<Owned | undefined> {
  return (await store.startAttempt(owned)) ? fresh({ ...owned, attempt: owned.attempt + 1 }) : undefined;
}

/** Gives the key back; what the requester is told is the phase's own, else the error of its call. */
async function stop(
  store: KeyStore,
  owned: Owned,
  { suspension, error, provisional }: Stopped,
): Promise<RunResult | undefined> {
  let told: unknown = error;
  try {
    const now = provisional();
    if (now !== undefined) {
      if (!(await store.suspend(owned, suspension, now.writes))) return undefined;
      runs.inc({ operation: owned.operation, result: suspension.state });
      return { kind: 'provisional', response: now.response };
    }
  } catch (problem) {
    told = problem;
  }
  if (!(await giveBack(store, owned, suspension, told))) return undefined;
  runs.inc({ operation: owned.operation, result: suspension.state });
  throw told;
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
    throw new AggregateError([failure, error], 'the operation stopped, and its key could not be released', {
      cause: failure,
    });
  }
}

function attemptOf(owned: Owned, phase: string): CallAttempt {
  return {
    operationId: owned.operationId,
    key: `${owned.operationId}-${phase}-${owned.attempt}`,
    mayHaveHappened: owned.isUncertain,
    sentMsAgo: owned.sentMsAgo,
    firstSentMsAgo: owned.firstSentMsAgo,
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

/** Only forward: a phase that came twice would be known to the other side by one key, and its second call would be taken for the first. */
function assertForward({ name, phases }: Drivable, from: Owned, to: Step): void {
  const index = (phase: string): number => phases.findIndex((each) => each.name === phase);
  if (to.kind === 'call' && index(to.phase) <= index(from.recoveryPoint))
    throw new Error(
      `${name} cannot go from ${from.recoveryPoint} to ${to.phase}: phases go forward, in the order of "phases"`,
    );
}
