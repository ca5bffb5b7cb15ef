/** What running operations wait for. All by the database's clock but the polls. */
export interface RunningTimes {
  /** How often a process says that it lives. 1 s: one small row a second for each process, whatever its load. */
  readonly renewMs: number;
  /** 5 s: four renewals may fail before others believe a process dead. A dead one's keys are free after that (a guess). */
  readonly processLeaseMs: number;
  /** How often abandoned operations are looked for. 1 s: a crash is noticed some seconds later anyway (guess). */
  readonly completerPollMs: number;
  /** From an unknown outcome to the next look: 0.5 s doubling to 15 s, with full jitter: a customer waits, and what is called may be drowning (guess). */
  readonly firstRecheckMs: number;
  readonly longestRecheckMs: number;
  /** From one look to the next while the other side works on a call for hours or days. 15 min: its webhook tells sooner (guess). */
  readonly slowRecheckMs: number;
  /** 60 s: how long the other side must go on saying "never seen" before it is believed; no request is under way for that long (guess). */
  readonly absenceGraceMs: number;
  /** From one round of the reaper to the next. 1 h: of no matter beside a retention of days, and reading a table of ten million keys (5 GB) costs 1.4 MB a second. */
  readonly reapEveryMs: number;
}

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
