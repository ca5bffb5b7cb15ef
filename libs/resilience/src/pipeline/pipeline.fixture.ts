import { withRequestContext } from '@holdfast/service-defaults';
import { setImmediate as turn } from 'node:timers/promises';
import { type Random } from '../clock.ts';
import { type DependencyOptions } from '../dependency.options.ts';
import { type ResilienceEvent } from '../events.ts';
import { manualClock, type ManualClock } from '../manual-clock.fixture.ts';
import { classifyError } from '../outcome/classify-error.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type AttemptOutcome, type Settled } from '../outcome/attempt-outcome.ts';
import { Resilience } from '../resilience.ts';
import { type Attempt, type Work } from './attempt.ts';
import { type Dependency } from './dependency.ts';

/** Behavior of the remote party in one attempt. */
export type Behavior = (attempt: Attempt) => Promise<unknown>;

export const answers =
  (value: unknown = 'fine'): Behavior =>
  () =>
    Promise.resolve(value);
export const fails =
  (error: unknown): Behavior =>
  () =>
    // Code may throw values other than Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    Promise.reject(error);
/** Rejects with its signal's reason when the signal aborts. */
export const hangs: Behavior = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
/** Takes this long, whatever its signal says. */
export const takes =
  (clock: ManualClock, ms: number, behavior: Behavior = answers()): Behavior =>
  async (attempt) => {
    await new Promise<void>((resolve) => void clock.after(ms, resolve));
    return behavior(attempt);
  };

export const neverSent = () =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
export const broken = () =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

/** Like an HTTP response of that status: a value that is a failure. */
export const unavailable: AttemptOutcome = {
  cause: 'unavailable',
  breakerSignal: 'failure',
  retry: 'if_replayable',
  mayServeStale: true,
  execution: 'responded',
};
/** Every value except `fine` is a failure. */
export const failing =
  (more: Partial<AttemptOutcome> = {}) =>
  (settled: Settled<unknown>): AttemptOutcome =>
    settled.kind === 'error' || settled.value === 'fine'
      ? classifyError(settled)
      : { ...unavailable, ...more };

export const usersSee = { closed: 'all is well', open: 'an older page', half_open: 'an older page' };

/** A remote party that behaves as the test sets, attempt by attempt; the last behavior stays. */
export class RemoteParty {
  readonly attempts: Attempt[] = [];
  /** Start time of each attempt. */
  readonly beganAt: number[] = [];
  running = 0;
  mostRunning = 0;
  private behaviors: Behavior[] = [answers()];

  constructor(private readonly clock: ManualClock) {}

  will(...behaviors: Behavior[]): void {
    this.behaviors = behaviors;
  }

  readonly work: Work<unknown> = async (attempt) => {
    this.attempts.push(attempt);
    this.beganAt.push(this.clock.now());
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    const behavior = this.behaviors.length > 1 ? this.behaviors.shift() : this.behaviors[0];
    try {
      return await behavior?.(attempt);
    } finally {
      this.running -= 1;
    }
  };
}

export interface PipelineUnderTest {
  readonly clock: ManualClock;
  readonly resilience: Resilience;
  readonly dependency: Dependency;
  readonly remote: RemoteParty;
  readonly events: ResilienceEvent[];
  readonly eventsOf: <T extends ResilienceEvent['type']>(type: T) => Extract<ResilienceEvent, { type: T }>[];
  /** Advances the clock in steps of `stepMs` and lets everything due happen. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
}

/** A dependency on a manual clock. `random` is 0 by default, so retries follow immediately. */
export function aPipeline(
  options: Partial<DependencyOptions> = {},
  random: Random = () => 0,
  clock: ManualClock = manualClock(),
): PipelineUnderTest {
  const resilience = new Resilience({ clock, random });
  const events: ResilienceEvent[] = [];
  resilience.listen((event) => events.push(event));
  return {
    clock,
    resilience,
    events,
    dependency: resilience.dependency({ name: 'payments', usersSee, ...options }),
    remote: new RemoteParty(clock),
    eventsOf: <T extends ResilienceEvent['type']>(type: T) =>
      events.filter((event): event is Extract<ResilienceEvent, { type: T }> => event.type === type),
    pass: async (ms, stepMs = 5) => {
      await turn();
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed));
        await turn();
      }
    },
  };
}

export async function failureOf(call: Promise<unknown>): Promise<DependencyError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DependencyError) return error;
  throw new Error('the call did not fail as a DependencyError', { cause: error });
}

/** Runs `work` as for a caller that waits `ms` longer. */
export function forCaller<T>(ms: number, work: () => T): T {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isSampled: true };
  return withRequestContext({ requestId: 'r1', trace, deadlineAt: performance.now() + ms }, work);
}
