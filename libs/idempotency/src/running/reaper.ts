import { setTimeout as delay } from 'node:timers/promises';
import { backgroundComment, reasonOf } from '@holdfast/service-defaults';
import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { type IdempotencyKeys } from '../idempotency-keys.ts';
import { reaped } from '../idempotency.metrics.ts';
import { blockRanges } from './block-range.ts';

/** 1 min after a failed round: soon enough that no backlog builds up. */
const afterFailureMs = 60_000;
/**
 * 1 h past the retention: a UUIDv7 key is refused before its row is deleted, even if the client's clock was
 * fast.
 */
const marginMs = 3_600_000;

/**
 * The size of the table, and this process's share of it. The living processes take batches in turn, and
 * another share each hour, so that no batch waits for a process without a reaper. `$1` is this process.
 */
const survey = `${backgroundComment}
  select (pg_relation_size('idempotency_key'::regclass) / current_setting('block_size')::integer)::float8 as blocks,
         processes, ((before + extract(epoch from clock_timestamp())::bigint / 3600) % processes)::integer as place
  from (select count(*) filter (where owner < $1) as before, (count(*) filter (where owner <> $1) + 1)::integer as processes
        from idempotency_process where lease_until > clock_timestamp()) living`;

const drop = `${backgroundComment}
  delete from idempotency_key where ctid >= $1::tid and ctid < $2::tid
    and state = 'done' and finished_at < statement_timestamp() - $3::bigint * interval '1 millisecond'`;

interface Survey {
  readonly blocks: number;
  readonly place: number;
  readonly processes: number;
}

/**
 * Deletes finished keys an hour past their retention; never unfinished ones. Scans the table in small
 * batches, because an index on their age would cost every request more than the scan does: a BRIN index
 * matches the whole table once freed space has been reused. A deleted row costs 54 bytes of WAL and its share
 * of a page image. Processes share a round.
 */
export class Reaper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly logger: Logger,
    private readonly pauses = { betweenRoundsMs: keys.times.reapEveryMs, afterFailureMs },
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Waits for the current batch, not for the round. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One round through this process's share of the table. Returns the number of deleted keys. */
  async runOnce(): Promise<number> {
    const keepMs = this.keys.retentionMs + marginMs;
    const { rows } = await this.keys.pool.query<Survey>(survey, [this.keys.lease.owner]);
    const { blocks, place, processes } = rows[0] ?? { blocks: 0, place: 0, processes: 1 };
    let dropped = 0;
    for (const range of blockRanges(blocks, place, processes)) {
      if (this.isStopping) break;
      const begun = performance.now();
      const { rowCount } = await this.keys.pool.query(drop, [...range, keepMs]);
      reaped.inc(rowCount ?? 0);
      dropped += rowCount ?? 0;
      // Pauses as long as the batch took, so that requests and autovacuum get half of the time.
      await this.rest(performance.now() - begun);
    }
    return dropped;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.runOnce();
        await this.rest(this.pauses.betweenRoundsMs);
      } catch (error) {
        this.logger.warn(`failed to delete finished keys: ${reasonOf(error)}`);
        await this.rest(this.pauses.afterFailureMs);
      }
    }
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
