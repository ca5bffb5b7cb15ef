// The output of the programs.

export interface Overhead {
  readonly bareNanos: number;
  /** Above bare: the median of pairs of slices, one of each. */
  readonly overBareNanos: number;
}

export interface Memory {
  /** Of the heap, for each: never called; after some calls that succeeded and one that failed. */
  readonly newBytes: number;
  readonly usedBytes: number;
  /** Timers for each, those that do not keep the process alive included. */
  readonly timers: number;
  /** Of all together: what keeps the process alive beyond what did before. */
  readonly resources: number;
}

export interface Failing {
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** The longest that the event loop was held up meanwhile. */
  readonly longestLagMs: number;
  /** Failing calls that were measured. */
  readonly calls: number;
}
