import { type DatabaseSync } from 'node:sqlite';

export type DueKind = 'authorization' | 'bank_payment' | 'dispute' | 'refund';

export interface Due {
  readonly kind: DueKind;
  readonly object: string;
  readonly result: string;
}

/** Later results of objects, by the local Stripe's clock. Applying a result deletes its row. */
export class DueStore {
  constructor(
    private readonly database: DatabaseSync,
    private readonly delaysMs: Readonly<Record<'refund' | 'bank_payment', number>>,
  ) {}

  scheduleAfterDelay(kind: 'refund' | 'bank_payment', object: string, result: string, madeAt: number): void {
    this.schedule({ kind, object, result }, madeAt + this.delaysMs[kind]);
  }

  schedule({ kind, object, result }: Due, dueAt: number): void {
    this.database
      .prepare('INSERT OR REPLACE INTO dues (kind, object, result, due_at) VALUES (?, ?, ?, ?)')
      .run(kind, object, result, dueAt);
  }

  next(now: number): Due | undefined {
    const row = this.database
      .prepare('SELECT kind, object, result FROM dues WHERE due_at <= ? ORDER BY due_at LIMIT 1')
      .get(now);
    return row && dueOf(row);
  }

  /** Everything that is due by this time, soonest first. */
  until(time: number): readonly Due[] {
    return this.database
      .prepare('SELECT kind, object, result FROM dues WHERE due_at <= ? ORDER BY due_at')
      .all(time)
      .map(dueOf);
  }

  nextDueAt(): number | undefined {
    const row = this.database.prepare('SELECT min(due_at) AS at FROM dues').get();
    return row?.['at'] === null || row === undefined ? undefined : Number(row['at']);
  }

  /** Takes what is due for an object, so that it is applied only once. */
  take(kind: DueKind, object: string): string | undefined {
    const row = this.database
      .prepare('DELETE FROM dues WHERE kind = ? AND object = ? RETURNING result')
      .get(kind, object);
    return row && String(row['result']);
  }
}

const dueOf = ({ kind, object, result }: Record<string, unknown>): Due => ({
  kind: kind as DueKind,
  object: String(object),
  result: String(result),
});
