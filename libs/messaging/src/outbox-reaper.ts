import { setTimeout as delay } from 'node:timers/promises';
import { backgroundComment, reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { BackgroundLoop } from './background-loop.ts';
import { reapedRows } from './outbox.metrics.ts';
import { type OutboxDatabase } from './outbox-rows.ts';

/**
 * 7 days. Longer than BullMQ remembers finished jobs (24 h) and than a long weekend, so that messages can be
 * republished to a queue server that lost its data. Inboxes should remember messages at least as long.
 */
export const defaultRetentionMs = 7 * 24 * 3_600_000;
/** 1,000 rows per statement, which holds their locks for about 10 ms. */
const batchSize = 1_000;
/** 10 min: 60,000 rows at 100 messages per second, deleted within seconds. */
const betweenRoundsMs = 600_000;
/** 1 min before the next attempt if the database is down or busy. */
const afterFailureMs = 60_000;

/**
 * IDs are UUIDv7, so the old rows come first in the primary key and need no other index. The writer's clock
 * only narrows the search; the database's clock decides which rows are old.
 */
const reap = `${backgroundComment}
with old as (
  select message_id from outbox
  where message_id < (lpad(to_hex(floor(extract(epoch from statement_timestamp()) * 1000)::bigint - $1::bigint), 12, '0') || repeat('0', 20))::uuid
    and published_at < statement_timestamp() - $1::bigint * interval '1 millisecond'
  order by message_id limit ${batchSize} for update skip locked
), reaped as (
  delete from outbox using old where outbox.message_id = old.message_id returning 1
) select count(*)::integer as rows from reaped`;

/**
 * Deletes published messages after the retention period, in small batches. Waiting and dead messages stay.
 */
export class OutboxReaper {
  private readonly loop = new BackgroundLoop((signal) => this.reap(signal));

  constructor(
    private readonly database: OutboxDatabase,
    private readonly logger: Logger,
    private readonly retentionMs = defaultRetentionMs,
  ) {}

  start(): void {
    this.loop.start();
  }

  /** Waits for the current batch, not for the whole round. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Runs one round and returns the number of deleted messages. */
  async runOnce(signal?: AbortSignal): Promise<number> {
    for (let reaped = 0; ;) {
      const begun = performance.now();
      const [count] = await this.database.query<{ rows: number }[]>(reap, [this.retentionMs]);
      const rows = count?.rows ?? 0;
      reapedRows.inc(rows);
      reaped += rows;
      if (rows < batchSize || signal?.aborted === true) return reaped;
      // Uses at most half of one connection's time, which leaves the rest to requests and autovacuum.
      await delay(performance.now() - begun, undefined, { ref: false });
    }
  }

  private async reap(signal: AbortSignal): Promise<number> {
    try {
      await this.runOnce(signal);
      return betweenRoundsMs;
    } catch (error) {
      this.logger.warn(`failed to delete published messages: ${reasonOf(error)}`);
      return afterFailureMs;
    }
  }
}
