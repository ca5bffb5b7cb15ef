import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { FailureCauses } from './failure-causes.ts';

export interface OpossumCircuitOptions {
  readonly windowMs: number;
  readonly buckets: number;
  readonly minThroughput: number;
  readonly failurePercent: number;
}

/** What opossum runs for every failure: the signal is known, so it fails at once, and opossum decides before `fire` returns. */
const attemptFailed = new Error('the attempt failed');
const fail = (): never => {
  throw attemptFailed;
};

/** Whose own listeners opossum needs for its decision: they count. */
const neededEvents: ReadonlySet<string | symbol> = new Set(['fire', 'failure']);

/** opossum opens above its threshold, we at ours. Of fewer than 10^9 outcomes, no rate below a whole percent is so close to it. */
const hairPercent = 1e-9;

/**
 * What we have of opossum: its rolling window, its decision that the failures in it are too many, and whether it is tripped.
 * Only verdicts of finished attempts get in. The work itself never runs inside, so opossum's timeouts, semaphore, abort
 * controller, cache and fallback, its half-open state that any late answer can close, and its `ignore`, which counts as a
 * success, are out of play. What is left to mind:
 *
 * - **Time.** Its window rotates by an interval, its open state ends by a timer. It gets a rotation controller of its own, which
 *   we move on whenever somebody looks; the listener that starts the timer is taken off, and with it those that only count what
 *   never happens here. When an open breaker probes is decided
 *   outside, by our clock. So nothing here runs by itself or keeps a process alive.
 * - **Latencies.** It keeps one for each outcome, even with percentiles off. Successes are counted straight into the live bucket,
 *   and what a failure leaves behind is removed; a decision looks at the buckets only.
 * - **Memory of bad times.** Its window survives `close()`. Ours is rotated empty.
 * - **Options.** It keeps and changes the object it is given, so each circuit gets a fresh one.
 */
export class OpossumCircuit {
  private readonly rotations = new EventEmitter();
  private readonly circuit: CircuitBreaker<[], never>;
  private readonly causes: FailureCauses;
  private readonly bucketMs: number;
  private live: CircuitBreaker.Bucket;
  private liveUntil: number;

  constructor(
    name: string,
    private readonly options: OpossumCircuitOptions,
    now: number,
  ) {
    const { windowMs, buckets, minThroughput, failurePercent } = options;
    this.circuit = new CircuitBreaker<[], never>(fail, {
      name,
      timeout: false,
      errorThresholdPercentage: failurePercent - hairPercent,
      volumeThreshold: minThroughput,
      rollingCountTimeout: windowMs,
      rollingCountBuckets: buckets,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.rotations,
    });
    for (const event of this.circuit.eventNames())
      if (!neededEvents.has(event)) this.circuit.removeAllListeners(event);
    this.causes = new FailureCauses(buckets);
    this.rotations.on('rotate', () => this.causes.rotate());
    this.bucketMs = windowMs / buckets;
    this.live = this.liveBucket();
    this.liveUntil = now + this.bucketMs;
  }

  /** Tripped, by its own decision or by `open()`, and not closed since. */
  get isOpen(): boolean {
    return this.circuit.opened;
  }

  countSuccess(now: number): void {
    if (now >= this.liveUntil) this.rotateTo(now);
    this.live.fires += 1;
    this.live.successes += 1;
  }

  /** Opens when the failures in the window have become too many. */
  countFailure(cause: Cause, now: number): void {
    if (now >= this.liveUntil) this.rotateTo(now);
    this.causes.add(cause);
    // It rejects with `attemptFailed`, which is all that it could say.
    this.circuit.fire().catch(() => undefined);
    this.live.latencyTimes.length = 0;
  }

  open(): void {
    this.circuit.open();
  }

  /** Closes and forgets every outcome. */
  close(): void {
    this.circuit.close();
    this.rotate(this.options.buckets);
  }

  /** The window as of `now`; while tripped, as it was when that happened. */
  counts(now: number): {
    successes: number;
    failures: number;
    failuresByCause: Partial<Record<Cause, number>>;
  } {
    if (!this.isOpen && now >= this.liveUntil) this.rotateTo(now);
    const { successes, failures } = this.circuit.stats;
    return { successes, failures, failuresByCause: this.causes.totals() };
  }

  shutdown(): void {
    this.circuit.shutdown();
    this.rotations.removeAllListeners();
  }

  private rotateTo(now: number): void {
    const passed = Math.floor((now - this.liveUntil) / this.bucketMs) + 1;
    this.rotate(Math.min(passed, this.options.buckets));
    this.liveUntil += passed * this.bucketMs;
  }

  private rotate(times: number): void {
    for (let time = 0; time < times; time += 1) this.rotations.emit('rotate');
    this.live = this.liveBucket();
  }

  private liveBucket(): CircuitBreaker.Bucket {
    const [live] = this.circuit.status.window;
    if (live === undefined) throw new Error('opossum keeps no buckets');
    return live;
  }
}
