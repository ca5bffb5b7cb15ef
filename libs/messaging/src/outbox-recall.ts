import { background } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { republished } from './outbox.metrics.ts';
import { type QueueGuard } from './outbox-publisher.ts';
import { defaultRetentionMs } from './outbox-reaper.ts';
import { type OutboxDatabase } from './outbox-rows.ts';
import { type PublishingTimes } from './redis-clients.ts';
import { type Memory, QueueMemory } from './queue-memory.ts';

/**
 * 2 h: what a server that kept its memory may have lost of it. Redis's default snapshots lose an hour at most, an append-only file
 * two seconds, a replica that takes over less than that.
 */
const atRiskMs = 2 * 3_600_000;
/** 1 h: a relay that starts looks so far back for what another marked while it died; the rest each relay sees for itself. */
const atStartMs = 3_600_000;
/** 500 ms, as often as an idle relay polls: what is published in between counts as published to the memory seen before, and is recalled with it. */
export const lookEveryMs = 500;
/** 1,000 rows a statement hold their locks for some 10 ms. */
const batchSize = 1_000;

const newest = `${background}
select queue_memory as "memoryId", queue_run as "runId" from outbox
where published_at is not null and queue_memory is not null order by message_id desc limit 1`;

/** Ids are UUIDv7: the time in them says where to begin. */
const firstIdSince = `${background}
select (lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint - $1::bigint), 12, '0') || repeat('0', 20))::uuid as id`;

/**
 * Waits for rows that another relay recalls at this moment instead of passing over them: should it die, they are ours to recall, and nobody
 * would look for them again once messages have gone to the new memory.
 */
const recall = `
with lost as (
  select message_id from outbox
  where message_id > $1::uuid and published_at is not null
    and (queue_memory <> $2::uuid
         or (queue_run <> $3::uuid and published_at > clock_timestamp() - ${atRiskMs} * interval '1 millisecond'))
  order by message_id limit ${batchSize} for update
), recalled as (
  update outbox o set published_at = null, queue_memory = null, queue_run = null, lease = null, leased_until = null
  from lost where o.message_id = lost.message_id returning o.message_id
)
select count(*)::integer as rows, (array_agg(message_id order by message_id desc))[1] as last from recalled`;

interface Recalled {
  readonly rows: number;
  readonly last: string | null;
}

const isSame = (one: Memory | undefined, other: Memory): boolean =>
  one?.memoryId === other.memoryId && one.runId === other.runId;

/**
 * Makes messages unpublished again that were published to a queue server which may have lost them: all that are kept when it came back
 * empty, those of the last 2 h when it was restarted. Of these the server drops the ones it remembers, and consumers those whose effect
 * they had. A relay looks before it publishes, never while rows of its own are neither published nor given back.
 */
export class OutboxRecall {
  private readonly memory: QueueMemory;
  private known: Memory | undefined;
  private lookedAt = -Infinity;
  private looking: Promise<Memory> | undefined;

  constructor(
    private readonly database: OutboxDatabase,
    queueUrl: string,
    private readonly logger: Logger,
    private readonly guard: QueueGuard,
    times?: PublishingTimes,
    private readonly retentionMs = defaultRetentionMs,
  ) {
    this.memory = new QueueMemory(queueUrl, times);
  }

  /** The memory that the server had 500 ms ago or later, to be written down with what is published to it. @throws when the server cannot be used */
  look(): Promise<Memory> {
    if (this.known !== undefined && performance.now() - this.lookedAt < lookEveryMs)
      return Promise.resolve(this.known);
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  close(): void {
    this.memory.close();
  }

  private async lookNow(): Promise<Memory> {
    const lookedAt = performance.now();
    const now = await this.guard(() => this.memory.read());
    if (now.memoryId !== null && !isSame(this.known, now)) await this.recallLost(now);
    this.known = now;
    this.lookedAt = lookedAt;
    return now;
  }

  private async recallLost(now: Memory): Promise<void> {
    const last = this.known ?? (await this.database.query<Memory[]>(newest, []))[0];
    const isStart = this.known === undefined && isSame(last, now);
    const [from] = await this.database.query<{ id: string }[]>(firstIdSince, [
      isStart ? atStartMs : this.retentionMs,
    ]);
    let rows = 0;
    for (let after: string | null = from?.id ?? null; after !== null;) {
      const [recalled] = await this.database.query<Recalled[]>(recall, [after, now.memoryId, now.runId]);
      rows += recalled?.rows ?? 0;
      after = recalled?.rows === batchSize ? recalled.last : null;
    }
    if (rows === 0) return;
    republished.inc(rows);
    const what = last?.memoryId === now.memoryId ? 'was started anew' : 'came back empty';
    this.logger.warn(
      { rows },
      `the queue server ${what}: messages that it may have lost are published again`,
    );
  }
}
