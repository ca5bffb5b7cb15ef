import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { runs } from '../idempotency.metrics.ts';
import { type StoredResponse } from '../operation/stored-response.ts';
import { type Operation } from '../operation/operation.ts';
import { type CallAttempt, type ProvisionalResponse, type Step } from '../operation/phase.ts';
import { foundInstead } from '../review/found-instead.ts';
import { type Owned } from '../store/claim.ts';
import { type KeyStore, type Suspension } from '../store/key-store.ts';
import { nextRecheckInMs, resolveCall, unknown } from './resolve-call.ts';

type Drivable = Pick<Operation<never>, 'name' | 'phases'>;

/**
 * The result of a run: a final response, a provisional one, or none because another process took the key
 * over.
 */
export type RunResult =
  | { readonly kind: 'done'; readonly response: StoredResponse }
  | { readonly kind: 'provisional'; readonly response: StoredResponse }
  | { readonly kind: 'lost' };

/**
 * Drives an operation that this process owns from its recovery point to completion. An error it throws is the
 * request's response; the key has been released by then.
 */
export function drive(store: KeyStore, operation: Drivable, owned: Owned): Promise<RunResult> {
  return store.activeKeys.while(owned.keyHash, () => driveOn(store, operation, owned));
}

async function driveOn(store: KeyStore, operation: Drivable, owned: Owned): Promise<RunResult> {
  for (let at: Owned | undefined = owned; at !== undefined;) {
    const result: RunResult | Owned | undefined = await takePhase(store, operation, at);
    if (result !== undefined && 'kind' in result) {
      if (result.kind === 'done') runs.inc({ operation: operation.name, result: 'done' });
      return result;
    }
    at = result;
  }
  runs.inc({ operation: operation.name, result: 'lost' });
  return { kind: 'lost' };
}

/**
 * A phase that stopped before its commit. `provisional` gives the response for now; undefined means the error
 * itself.
 */
interface Stopped {
  readonly kind: 'stopped';
  readonly suspension: Suspension;
  readonly error: unknown;
  readonly provisional: () => Promise<ProvisionalResponse | undefined>;
}

/**
 * One call and its commit. Returns the result of the run, or the operation at its next phase; undefined if
 * another process has taken the key over.
 */
async function takePhase(
  store: KeyStore,
  operation: Drivable,
  owned: Owned,
): Promise<RunResult | Owned | undefined> {
  const result = await tryPhase(store, operation, owned).catch((error: unknown): Stopped => {
    // The key cannot be released now either. The completer finds it unowned once the database is back.
    if (isPostgresUnavailable(error)) throw error;
    return {
      kind: 'stopped',
      suspension: unknown(error, owned, store.times),
      error,
      provisional: () => Promise.resolve(undefined),
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
  if (owned.operation !== operation.name)
    throw new Error(`${operation.name} has the key of ${owned.operation}: each operation needs its own`);
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
    // Before its first effect, an operation waits for its client, who knows that nothing happened. After
    // that, it must complete.
    const isHalfDone = isKnown && phase !== operation.phases[0];
    return {
      ...decision,
      suspension: isHalfDone
        ? { ...decision.suspension, driveInMs: nextRecheckInMs(owned.tries, store.times) }
        : decision.suspension,
      provisional: async () => (isKnown ? undefined : phase.whenUnknown(input, decision.error, policy)),
    };
  }
  const step = await decision.decided.next(attempt);
  assertForward(operation, owned, step);
  return commit(store, owned, 'overrules' in decision ? withFound(step, owned, decision.overrules) : step);
}

/** Records what the service found beside the operator's decision that it overrules. */
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

/** Releases the key. The response is the phase's provisional one, or else the error of its call. */
async function stop(
  store: KeyStore,
  owned: Owned,
  { suspension, error, provisional }: Stopped,
): Promise<RunResult | undefined> {
  let failure: unknown = error;
  try {
    const now = await provisional();
    if (now !== undefined) {
      if (!(await store.suspend(owned, suspension, now.writes))) return undefined;
      runs.inc({ operation: owned.operation, result: suspension.state });
      return { kind: 'provisional', response: now.response };
    }
  } catch (problem) {
    failure = problem;
  }
  if (!(await release(store, owned, suspension, failure))) return undefined;
  runs.inc({ operation: owned.operation, result: suspension.state });
  throw failure;
}

/** If this fails too, the key becomes free when its lease expires, and both errors are thrown. */
async function release(
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

/**
 * Phases only go forward: the remote party would know a repeated phase by the same key, and mistake its
 * second call for the first.
 */
function assertForward({ name, phases }: Drivable, from: Owned, to: Step): void {
  const index = (phase: string): number => phases.findIndex((each) => each.name === phase);
  if (to.kind === 'call' && index(to.phase) <= index(from.recoveryPoint))
    throw new Error(
      `${name} cannot go from ${from.recoveryPoint} to ${to.phase}: phases go forward, in the order of "phases"`,
    );
}
