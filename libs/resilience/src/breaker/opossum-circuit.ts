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

/** Passed to opossum for each failure. It fails synchronously, so opossum decides before `fire` returns. */
const attemptFailed = new Error('the attempt failed');
const fail = (): never => {
  throw attemptFailed;
};

/** Events whose built-in listeners count failures; all others are removed. */
const neededEvents: ReadonlySet<string | symbol> = new Set(['fire', 'failure']);

/**
 * Opossum opens above its threshold, this breaker at it. With fewer than 10^9 results, no failure rate is
 * this close below a whole percent.
 */
const hairPercent = 1e-9;

/**
 * Uses opossum for its rolling window, the decision that there are too many failures, and the tripped state.
 * Only the signals of finished attempts get in. The work never runs inside, so opossum's timeouts, semaphore,
 * abort controller, cache, fallback, half-open state (any late response can close it) and `ignore` (it counts
 * as a success) do not apply. Four details need care:
 *
 * - **Time.** Its window rotates by an interval and its open state ends by a timer. This class supplies its
 *   own rotation controller, moves it at each access, and removes the listener that starts the timer. Probing
 *   is decided outside, by `Clock`. Nothing here runs in the background or keeps the process alive.
 * - **Latencies.** It stores one per result, even with percentiles off. Successes are counted directly into
 *   the live bucket, and the latencies of failures are removed; the decision reads only the counts.
 * - **History.** Its window survives `close()`. This class rotates it empty.
 * - **Options.** It keeps and mutates the object it is given, so each circuit gets a fresh one.
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

  /** True from a trip, or `open()`, until `close()`. */
  get isOpen(): boolean {
    return this.circuit.opened;
  }

  countSuccess(now: number): void {
    if (now >= this.liveUntil) this.rotateTo(now);
    this.live.fires += 1;
    this.live.successes += 1;
  }

  /** Opens the circuit if the window holds too many failures. */
  countFailure(cause: Cause, now: number): void {
    if (now >= this.liveUntil) this.rotateTo(now);
    this.causes.add(cause);
    // The rejection is always `attemptFailed`.
    this.circuit.fire().catch(() => undefined);
    this.live.latencyTimes.length = 0;
  }

  open(): void {
    this.circuit.open();
  }

  /** Closes the circuit and clears its window. */
  close(): void {
    this.circuit.close();
    this.rotate(this.options.buckets);
  }

  /** The window at `now`; while tripped, the window at the moment of the trip. */
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
