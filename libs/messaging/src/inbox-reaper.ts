import { setTimeout as delay } from 'node:timers/promises';
import { backgroundComment, metrics, reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { Counter } from '@prometheus-io/client';
import { type InboxTransaction } from './inbox.ts';

const dayMs = 24 * 3_600_000;

/**
 * 30 days: how long an inbox recognizes a message. It must outlast every redelivery. BullMQ drops a second
 * job of a message while it keeps the first: until it is handled, and for a day after. A message therefore
 * returns if a relay crashed between adding and marking and no relay of that service ran for a day, if the
 * queue server lost its data or was restored from a backup, or if an operator retries a dead letter. The last
 * has no time limit, so `DeadLetters.retry` applies this one.
 */
export const inboxRetentionMs = 30 * dayMs;

/** 1 h between rounds, negligible compared to 30 days. */
const betweenRoundsMs = 3_600_000;
/** 1,000 rows per transaction, which takes a few milliseconds. */
const batchSize = 1_000;

/**
 * Old rows are found by primary key, because UUIDv7 IDs sort by time. An index on the time would make every
 * message more expensive. Rows whose ID is not a UUIDv7 may stay. Concurrent reapers take different rows.
 */
const drop = `${backgroundComment}
with dropped as (
  delete from inbox where ctid = any(array(
    select ctid from inbox
    where consumer = $1 and message_id < $2::uuid
      and received_at < clock_timestamp() - $3::bigint * interval '1 millisecond'
    order by message_id limit ${batchSize} for update skip locked
  )) returning 1
) select count(*)::integer as count from dropped`;

const reaped = new Counter({
  name: 'messaging_inbox_rows_reaped_total',
  help: 'Message IDs deleted from an inbox after the retention period.',
  labelNames: ['consumer'] as const,
  registers: [metrics],
});

/** The lowest UUIDv7 of a point in time. */
export function lowestIdOf(timeMs: number): string {
  const hex = Math.max(0, Math.floor(timeMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** Deletes the message IDs of one consumer after the retention period: hourly, in batches. */
export class InboxReaper {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: InboxTransaction,
    private readonly consumer: string,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Waits for the current batch. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Deletes every expired message ID and returns how many there were. */
  async runOnce(): Promise<number> {
    let total = 0;
    for (let count = batchSize; count === batchSize && !this.stopping.signal.aborted; total += count) {
      const values = [this.consumer, lowestIdOf(Date.now() - inboxRetentionMs), inboxRetentionMs];
      const [row] = await this.database.query<{ count: number }[]>(drop, values);
      count = row?.count ?? 0;
      reaped.inc({ consumer: this.consumer }, count);
    }
    return total;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.runOnce();
      } catch (error) {
        this.logger.warn(
          `failed to delete old messages from the inbox of ${this.consumer}: ${reasonOf(error)}`,
        );
      }
      await delay(betweenRoundsMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
