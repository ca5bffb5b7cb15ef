import { type DatabaseSync } from 'node:sqlite';
import { type RefundResult } from '../payment-methods/test-cards.ts';

/** The bank's later results of refunds, with their due times; a row is deleted when its result is applied. */
export class RefundEndStore {
  constructor(
    private readonly database: DatabaseSync,
    private readonly afterMs: number,
  ) {}

  schedule(refund: string, end: RefundResult, madeAt: number): void {
    this.database
      .prepare('INSERT INTO refund_ends (refund, status, due_at) VALUES (?, ?, ?)')
      .run(refund, end, madeAt + this.afterMs);
  }

  due(now: number): string[] {
    return this.database
      .prepare('SELECT refund FROM refund_ends WHERE due_at <= ? ORDER BY due_at')
      .all(now)
      .map((row) => String(row['refund']));
  }

  nextDueAt(): number | undefined {
    const row = this.database.prepare('SELECT min(due_at) AS at FROM refund_ends').get();
    return row?.['at'] === null || row === undefined ? undefined : Number(row['at']);
  }

  /** Takes the pending result of a refund, so that it is applied only once. */
  take(refund: string): RefundResult | undefined {
    const row = this.database
      .prepare('DELETE FROM refund_ends WHERE refund = ? RETURNING status')
      .get(refund);
    if (row === undefined) return undefined;
    return row['status'] === 'failed' ? 'failed' : 'succeeded';
  }
}
