import { type DatabaseSync } from 'node:sqlite';
import { anyLimit } from './object-store.ts';
import { type GroupCommit } from './group-commit.ts';

export interface Delivery {
  /** Unique for event and endpoint. */
  readonly key: string;
  readonly event: string;
  readonly endpoint: string;
  readonly attempts: number;
  readonly createdAt: number;
  readonly nextAttemptAt: number;
}

/** A disabled endpoint gets nothing until it is enabled again. */
const waiting = `
  SELECT event, endpoint, attempts, deliveries.created_at AS created_at, next_attempt_at
  FROM deliveries JOIN webhook_endpoints ON webhook_endpoints.id = deliveries.endpoint
  WHERE next_attempt_at IS NOT NULL AND webhook_endpoints.body ->> 'status' = 'enabled'
  ORDER BY next_attempt_at, deliveries.rowid LIMIT ${anyLimit}
`;

/**
 * Deliveries of events to webhook endpoints. A row without a next attempt is finished: delivered or given up.
 */
export class DeliveryStore {
  constructor(
    private readonly database: DatabaseSync,
    private readonly commits: GroupCommit,
  ) {}

  schedule(event: string, endpoint: string, at: number): void {
    this.database
      .prepare('INSERT INTO deliveries (event, endpoint, created_at, next_attempt_at) VALUES (?, ?, ?, ?)')
      .run(event, endpoint, at, at);
  }

  /** The next unfinished ones, those that have been due for longest first. */
  next(except: ReadonlyMap<string, unknown>, limit: number): Delivery[] {
    return this.database
      .prepare(waiting)
      .all(limit + except.size)
      .map((row) => {
        const [event, endpoint] = [String(row['event']), String(row['endpoint'])];
        return {
          key: `${event} ${endpoint}`,
          event,
          endpoint,
          attempts: Number(row['attempts']),
          createdAt: Number(row['created_at']),
          nextAttemptAt: Number(row['next_attempt_at']),
        };
      })
      .filter(({ key }) => !except.has(key))
      .slice(0, limit);
  }

  succeeded(delivery: Delivery): Promise<void> {
    return this.settle(delivery, null, null);
  }

  failed(delivery: Delivery, reason: string, nextAttemptAt: number | null): Promise<void> {
    return this.settle(delivery, nextAttemptAt, reason);
  }

  /** The endpoints that have not accepted the event yet. */
  pendingOf(event: string): number {
    const sql = 'SELECT count(*) AS n FROM deliveries WHERE event = ? AND next_attempt_at IS NOT NULL';
    return Number(this.database.prepare(sql).get(event)?.['n']);
  }

  /** Not flushed to disk: after a power cut, an event may be sent again. Stripe does not promise more. */
  private settle(
    { event, endpoint }: Delivery,
    nextAttemptAt: number | null,
    failure: string | null,
  ): Promise<void> {
    return this.commits.note(() => {
      this.database
        .prepare(
          `UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = ?, last_failure = ?
           WHERE event = ? AND endpoint = ?`,
        )
        .run(nextAttemptAt, failure, event, endpoint);
    });
  }
}
