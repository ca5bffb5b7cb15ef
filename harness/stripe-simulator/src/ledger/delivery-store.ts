import { type DatabaseSync } from 'node:sqlite';

export interface Delivery {
  readonly event: string;
  readonly attempts: number;
  readonly createdAt: number;
}

/** Deliveries to the webhook endpoint. A row without a next attempt is finished: delivered or given up. */
export class DeliveryStore {
  constructor(private readonly database: DatabaseSync) {}

  schedule(event: string, at: number): void {
    this.database
      .prepare('INSERT INTO webhook_deliveries (event, created_at, next_attempt_at) VALUES (?, ?, ?)')
      .run(event, at, at);
  }

  due(now: number, except: ReadonlySet<string>, limit: number): Delivery[] {
    const rows = this.database
      .prepare(
        `SELECT event, attempts, created_at FROM webhook_deliveries
         WHERE next_attempt_at <= ? AND event NOT IN (SELECT value FROM json_each(?))
         ORDER BY next_attempt_at, rowid LIMIT ?`,
      )
      .all(now, JSON.stringify([...except]), limit);
    return rows.map((row) => ({
      event: String(row['event']),
      attempts: Number(row['attempts']),
      createdAt: Number(row['created_at']),
    }));
  }

  nextAttemptAt(except: ReadonlySet<string>): number | undefined {
    const row = this.database
      .prepare(
        `SELECT min(next_attempt_at) AS at FROM webhook_deliveries
         WHERE event NOT IN (SELECT value FROM json_each(?))`,
      )
      .get(JSON.stringify([...except]));
    return row?.['at'] === null || row === undefined ? undefined : Number(row['at']);
  }

  succeeded(event: string): void {
    this.settle(event, null, null);
  }

  failed(event: string, reason: string, nextAttemptAt: number | null): void {
    this.settle(event, nextAttemptAt, reason);
  }

  isPending(event: string): boolean {
    const sql = 'SELECT 1 FROM webhook_deliveries WHERE event = ? AND next_attempt_at IS NOT NULL';
    return this.database.prepare(sql).get(event) !== undefined;
  }

  private settle(event: string, nextAttemptAt: number | null, failure: string | null): void {
    this.database
      .prepare(
        `UPDATE webhook_deliveries
         SET attempts = attempts + 1, next_attempt_at = ?, last_failure = ? WHERE event = ?`,
      )
      .run(nextAttemptAt, failure, event);
  }
}
