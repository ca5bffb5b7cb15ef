import { setTimeout as delay } from 'node:timers/promises';
import { backgroundComment, metrics, reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { Counter } from 'prom-client';
import { type InboxTransaction } from './inbox.ts';

const dayMs = 24 * 3_600_000;

/**
 * 30 days: how long an inbox knows a message (a decision, not a measurement). It must outlast every way in which a message comes again. BullMQ
 * drops a second job of a message for as long as it keeps the first: while it waits or is a dead letter, and a day after it was handled. So it
 * comes again when the relay died between adding and marking, and no relay of that service ran for a day; when the queue server lost what
 * it knew, or was restored from a backup; and when a person retries a dead letter. The last has no limit by itself, so `DeadLetters.retry` has
 * this one.
 */
export const inboxRetentionMs = 30 * dayMs;

/** 1 h: of no matter beside 30 days (guess). */
const betweenRoundsMs = 3_600_000;
/** 1,000 rows: a transaction of some milliseconds (guess). */
const batchSize = 1_000;

/**
 * Old rows are found by the primary key, because ids of messages sort by time (UUIDv7); an index on the time would cost every message more than
 * this is worth. Rows whose id is no UUIDv7 may stay. Two reapers take different rows.
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
  help: 'Messages that an inbox has forgotten after its retention.',
  labelNames: ['consumer'] as const,
  registers: [metrics],
});

/** The lowest UUIDv7 of a moment. */
export function lowestIdOf(timeMs: number): string {
  const hex = Math.max(0, Math.floor(timeMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** Forgets messages of one consumer past the retention: every hour, in batches. */
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

  /** Waits for the batch in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Forgets all that is past the retention. Gives how many it forgot. */
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
        this.logger.warn(`the inbox of ${this.consumer} keeps old messages for now: ${reasonOf(error)}`);
      }
      await delay(betweenRoundsMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
