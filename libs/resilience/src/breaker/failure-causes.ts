import { type Cause } from '../outcome/attempt-outcome.ts';

/** Counts failures by cause, in buckets that rotate with the rolling window. */
export class FailureCauses {
  /** Newest first; undefined for a bucket without failures. */
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
