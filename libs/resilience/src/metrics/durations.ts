/** Upper bounds, seconds: 5 ms to 10 s, Prometheus' own defaults, as for the requests of a service. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const bounds = durationBuckets.map((seconds) => seconds * 1_000);

/** How long things took. Counting one is a handful of additions: they are made ready for Prometheus only when it asks. */
export class Durations {
  count = 0;
  sumMs = 0;
  /** How many lie in each bucket alone; longer ones are in `count` only. */
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
