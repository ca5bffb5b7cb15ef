import { type Cause } from '../outcome/attempt-outcome.ts';

/** How often each cause occurred, in buckets that rotate in step with those of the rolling window. */
export class FailureCauses {
  /** Newest first; a bucket without failures holds no counters. */
  private readonly buckets: (Map<Cause, number> | undefined)[];

  constructor(buckets: number) {
    this.buckets = new Array<Map<Cause, number> | undefined>(buckets).fill(undefined);
  }

  rotate(): void {
    this.buckets.pop();
    this.buckets.unshift(undefined);
  }

  add(cause: Cause): void {
    const bucket = (this.buckets[0] ??= new Map<Cause, number>());
    bucket.set(cause, (bucket.get(cause) ?? 0) + 1);
  }

  totals(): Partial<Record<Cause, number>> {
    const totals: Partial<Record<Cause, number>> = {};
    for (const bucket of this.buckets)
      for (const [cause, count] of bucket ?? []) totals[cause] = (totals[cause] ?? 0) + count;
    return totals;
  }
}
