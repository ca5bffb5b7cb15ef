import { setTimeout as delay } from 'node:timers/promises';
import { backgroundComment, reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { BackgroundLoop } from './background-loop.ts';
import { reapedRows } from './outbox.metrics.ts';
import { type OutboxDatabase } from './outbox-rows.ts';

/**
 * 7 days. What was published stays as the record of it: longer than BullMQ remembers jobs that are done (24 h), longer than a weekend with
 * its Monday, and so long that a queue server which lost its data can be told again. An inbox should remember at least as long.
 */
export const defaultRetentionMs = 7 * 24 * 3_600_000;
/** 1,000 rows a statement hold their locks for some 10 ms. */
const batchSize = 1_000;
/** 10 min: at 100 messages a second 60,000 rows, which take seconds (guess). */
const betweenRoundsMs = 600_000;
/** 1 min: a database that is away or busy is asked again soon (guess). */
const afterFailureMs = 60_000;

/**
 * Ids are UUIDv7, so the old rows are the first of the primary key and need no index of their own. The clock of whoever wrote the
 * message only says where to look; the database's says what is old.
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

/** Deletes messages that were published longer ago than the retention, in small batches; never one that waits or is dead. */
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

  /** Waits for the batch in hand, not for the end of the round. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** One round. Gives how many messages it deleted. */
  async runOnce(signal?: AbortSignal): Promise<number> {
    for (let reaped = 0; ;) {
      const begun = performance.now();
      const [count] = await this.database.query<{ rows: number }[]>(reap, [this.retentionMs]);
      const rows = count?.rows ?? 0;
      reapedRows.inc(rows);
      reaped += rows;
      if (rows < batchSize || signal?.aborted === true) return reaped;
      // Half of one connection's time at most, so that requests and autovacuum have the other half.
      await delay(performance.now() - begun, undefined, { ref: false });
    }
  }

  private async reap(signal: AbortSignal): Promise<number> {
    try {
      await this.runOnce(signal);
      return betweenRoundsMs;
    } catch (error) {
      this.logger.warn(`published messages cannot be deleted just now: ${reasonOf(error)}`);
      return afterFailureMs;
    }
  }
}
