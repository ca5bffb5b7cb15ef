import { type DatabaseSync } from 'node:sqlite';

export interface Delivery {
  /** Unique for event and endpoint. */
  readonly key: string;
  readonly event: string;
  readonly endpoint: string;
  readonly attempts: number;
  readonly createdAt: number;
}

const key = `deliveries.event || ' ' || deliveries.endpoint`;
/** A disabled endpoint gets nothing until it is enabled again. */
const open = `
  deliveries JOIN webhook_endpoints ON webhook_endpoints.id = deliveries.endpoint
  WHERE webhook_endpoints.body ->> 'status' = 'enabled' AND ${key} NOT IN (SELECT value FROM json_each(?))
`;

/**
 * Deliveries of events to webhook endpoints. A row without a next attempt is finished: delivered or given up.
 */
export class DeliveryStore {
  constructor(private readonly database: DatabaseSync) {}

  schedule(event: string, endpoint: string, at: number): void {
    this.database
      .prepare('INSERT INTO deliveries (event, endpoint, created_at, next_attempt_at) VALUES (?, ?, ?, ?)')
      .run(event, endpoint, at, at);
  }

  due(now: number, except: ReadonlySet<string>, limit: number): Delivery[] {
    const rows = this.database
      .prepare(
        `SELECT ${key} AS key, event, endpoint, attempts, deliveries.created_at AS at FROM ${open}
         AND next_attempt_at <= ? ORDER BY next_attempt_at, deliveries.rowid LIMIT ?`,
      )
      .all(JSON.stringify([...except]), now, limit);
    return rows.map((row) => ({
      key: String(row['key']),
      event: String(row['event']),
      endpoint: String(row['endpoint']),
      attempts: Number(row['attempts']),
      createdAt: Number(row['at']),
    }));
  }

  nextAttemptAt(except: ReadonlySet<string>): number | undefined {
    const row = this.database
      .prepare(`SELECT min(next_attempt_at) AS at FROM ${open}`)
      .get(JSON.stringify([...except]));
    return row?.['at'] === null || row === undefined ? undefined : Number(row['at']);
  }

  succeeded(delivery: Delivery): void {
    this.settle(delivery, null, null);
  }

  failed(delivery: Delivery, reason: string, nextAttemptAt: number | null): void {
    this.settle(delivery, nextAttemptAt, reason);
  }

  /** The endpoints that have not accepted the event yet. */
  pendingOf(event: string): number {
    const sql = 'SELECT count(*) AS n FROM deliveries WHERE event = ? AND next_attempt_at IS NOT NULL';
    return Number(this.database.prepare(sql).get(event)?.['n']);
  }

  private settle({ event, endpoint }: Delivery, nextAttemptAt: number | null, failure: string | null): void {
    this.database
      .prepare(
        `UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = ?, last_failure = ?
         WHERE event = ? AND endpoint = ?`,
      )
      .run(nextAttemptAt, failure, event, endpoint);
  }
}
