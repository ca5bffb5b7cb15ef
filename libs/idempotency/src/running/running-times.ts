/** Intervals and limits of running operations, ms. Leases and due times use the database's clock. */
export interface RunningTimes {
  /** From one lease renewal of a process to the next: one small row per process, whatever its load. */
  readonly renewMs: number;
  /** A process that has not renewed for this long counts as dead, and its keys are free. */
  readonly processLeaseMs: number;
  /** From one search for abandoned operations to the next. */
  readonly completerPollMs: number;
  /** The first recheck of an unknown outcome; doubles up to `longestRecheckMs`, with full jitter. */
  readonly firstRecheckMs: number;
  readonly longestRecheckMs: number;
  /**
   * From one recheck to the next while the remote party works on a call for hours or days; a webhook usually
   * comes first.
   */
  readonly slowRecheckMs: number;
  /**
   * The remote party must report "never seen" for this long before it is believed: hardly any request takes
   * longer to arrive.
   */
  readonly absenceGraceMs: number;
  /**
   * From one round of the reaper to the next. A round reads the whole table; for ten million keys (5 GB), 1.4
   * MB/s.
   */
  readonly reapEveryMs: number;
}

/** The process lease spans five renewals, so four may fail. */
export const runningTimes: RunningTimes = {
  renewMs: 1_000,
  processLeaseMs: 5_000,
  completerPollMs: 1_000,
  firstRecheckMs: 500,
  longestRecheckMs: 15_000,
  slowRecheckMs: 900_000,
  absenceGraceMs: 60_000,
  reapEveryMs: 3_600_000,
};
