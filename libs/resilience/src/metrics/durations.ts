/** Upper bounds, seconds: 5 ms to 10 s, the defaults of Prometheus, as for the requests of a service. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const bounds = durationBuckets.map((seconds) => seconds * 1_000);

/** Counts durations with a few additions; formats them for Prometheus only at a scrape. */
export class Durations {
  count = 0;
  sumMs = 0;
  /** Count per bucket, not cumulative; longer durations are only in `count`. */
  readonly buckets = new Array<number>(bounds.length).fill(0);

  add(ms: number): void {
    this.count += 1;
    this.sumMs += ms;
    for (let index = 0; index < bounds.length; index += 1) {
      if (ms > bounds[index]!) continue;
      this.buckets[index]! += 1;
      return;
    }
  }
}
