import { backgroundComment } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { republished } from './outbox.metrics.ts';
import { type QueueGuard } from './outbox-publisher.ts';
import { defaultRetentionMs } from './outbox-reaper.ts';
import { type OutboxDatabase } from './outbox-rows.ts';
import { type PublishingTimes } from './redis-clients.ts';
import { type QueueGeneration, QueueGenerationReader } from './queue-generation.ts';

/**
 * 2 h: messages that were this young when a server crashed may be lost if it restarts with its data. Redis's
 * default snapshots lose an hour at most, an append-only file two seconds, a promoted replica less than that.
 */
const atRiskMs = 2 * 3_600_000;
/**
 * 1 h: how far back a starting relay searches if the generation has not changed, for rows that another relay
 * marked while it crashed. Later changes each relay sees for itself.
 */
const searchAtStartMs = 3_600_000;
/**
 * 500 ms, the poll interval of an idle relay. Rows published between two checks are marked with the
 * generation of the first, and republished with it.
 */
export const checkEveryMs = 500;
/** 1,000 rows per statement, which holds their locks for about 10 ms. */
const batchSize = 1_000;
/** 10,000 rows read per statement: a week of messages is more than the database reads within its timeout. */
const pageSize = 10_000;

const newest = `${backgroundComment}
select queue_generation as "generationId", queue_run_id as "runId", published_at::text as "publishedAt" from outbox
where published_at is not null order by message_id desc limit 1`;

type Newest = QueueGeneration & { readonly publishedAt: string };

/** Ids are UUIDv7: their timestamps show where to begin. */
const firstIdSince = `${backgroundComment}
select (lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint - $1::bigint), 12, '0') || repeat('0', 20))::uuid as id`;

/**
 * Waits for rows locked by another relay instead of skipping them: if it crashes, this relay must republish
 * them. Nothing searches for them again once messages were published to the new generation. $4 is when the
 * newest of them was published: it is unpublished last, so a relay that continues after a crash finds it.
 */
const unpublish = `
with page as (
  select message_id from outbox where message_id > $1::uuid order by message_id limit ${pageSize}
), read as (
  select count(*)::integer as rows, (select message_id from page order by message_id desc limit 1) as last from page
), lost as (
  select message_id from outbox
  where message_id > $1::uuid and message_id <= (select last from read) and published_at is not null
    and (queue_generation <> $2::uuid
         or (queue_run_id <> $3::uuid and published_at > coalesce($4::timestamptz, clock_timestamp()) - ${atRiskMs} * interval '1 millisecond'))
  order by message_id limit ${batchSize} for update
), unpublished as (
  update outbox o set published_at = null, queue_generation = null, queue_run_id = null, lease = null, leased_until = null
  from lost where o.message_id = lost.message_id returning o.message_id
)
select read.rows as "read", read.last as "lastRead",
  (select count(*)::integer from unpublished) as rows,
  (select (array_agg(message_id order by message_id desc))[1] from unpublished) as last
from read`;

interface Unpublished {
  readonly read: number;
  readonly lastRead: string | null;
  readonly rows: number;
  readonly last: string | null;
}

/** Where the next statement continues; null at the end. */
function nextAfter({ read, lastRead, rows, last }: Unpublished): string | null {
  if (rows === batchSize) return last;
  return read === pageSize ? lastRead : null;
}

const isSame = (one: QueueGeneration | undefined, other: QueueGeneration): boolean =>
  one?.generationId === other.generationId && one.runId === other.runId;

/**
 * Marks messages as unpublished again if the queue server may have lost them: every message that is kept if
 * the server came back empty, those of the last 2 h before the outage if it restarted. The server drops the
 * ones it still has, and inboxes those that were processed. A relay checks before it publishes, and only
 * while each of its rows is either marked or released.
 */
export class OutboxRepublisher {
  private readonly reader: QueueGenerationReader;
  private known: QueueGeneration | undefined;
  private checkedAt = -Infinity;
  private checking: Promise<QueueGeneration> | undefined;

  constructor(
    private readonly database: OutboxDatabase,
    queueUrl: string,
    private readonly logger: Logger,
    private readonly guard: QueueGuard,
    times?: PublishingTimes,
    private readonly retentionMs = defaultRetentionMs,
  ) {
    this.reader = new QueueGenerationReader(queueUrl, times);
  }

  /**
   * The server's generation, at most 500 ms old, to be stored with the messages published to it.
   * @throws when the server is unavailable.
   */
  currentGeneration(): Promise<QueueGeneration> {
    if (this.known !== undefined && performance.now() - this.checkedAt < checkEveryMs)
      return Promise.resolve(this.known);
    this.checking ??= this.check().finally(() => (this.checking = undefined));
    return this.checking;
  }

  close(): void {
    this.reader.close();
  }

  private async check(): Promise<QueueGeneration> {
    const checkedAt = performance.now();
    const now = await this.guard(() => this.reader.read());
    if (now.generationId !== null && !isSame(this.known, now)) await this.republishLost(now);
    this.known = now;
    this.checkedAt = checkedAt;
    return now;
  }

  private async republishLost(now: QueueGeneration): Promise<void> {
    const [last] = await this.database.query<Newest[]>(newest, []);
    // If another relay has searched before, only those are left that a third one marked meanwhile.
    const isSearched = isSame(last, now);
    const isStart = this.known === undefined && isSearched;
    const lastPublished = isSearched ? null : last?.publishedAt;
    const [from] = await this.database.query<{ id: string }[]>(firstIdSince, [
      isStart ? searchAtStartMs : this.retentionMs,
    ]);
    let rows = 0;
    for (let after: string | null = from?.id ?? null; after !== null;) {
      const values = [after, now.generationId, now.runId, lastPublished];
      const [page] = await this.database.query<[Unpublished]>(unpublish, values);
      rows += page.rows;
      after = nextAfter(page);
    }
    if (rows === 0) return;
    republished.inc(rows);
    const before = this.known ?? last;
    const cause = before?.generationId === now.generationId ? 'restarted' : 'came back empty';
    this.logger.warn({ rows }, `queue server ${cause}: republishing messages that it may have lost`);
  }
}
