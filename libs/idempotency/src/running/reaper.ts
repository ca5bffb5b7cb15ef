import { reasonOf } from '@holdfast/service-defaults';
import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { type IdempotencyKeys } from '../idempotency-keys.ts';
import { reaped } from '../idempotency.metrics.ts';

/** 10,000 rows: measured at 30 ms, so that a pass holds nobody up. */
const batchSize = 10_000;
/** 5 min: keys live for days; nobody waits for their end. */
const pauseMs = 5 * 60_000;
/** 1 h past the retention: a UUIDv7 key is refused before its row is dropped, also when the caller's clock was fast. */
const marginMs = 3_600_000;

const reap = `
  with forgotten as (
    select key_hash from idempotency_key
    where state = 'done' and created_at < clock_timestamp() - $1::bigint * interval '1 millisecond'
      and finished_at < clock_timestamp() - $1::bigint * interval '1 millisecond'
    limit ${batchSize} for update skip locked
  )
  delete from idempotency_key k using forgotten f where k.key_hash = f.key_hash`;

/** Drops finished keys past their retention, in batches. Unfinished ones are never touched. Several may run side by side. */
export class Reaper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Drops one batch. Gives how many rows it dropped. */
  async runOnce(): Promise<number> {
    const { rowCount } = await this.keys.pool.query(reap, [this.keys.retentionMs + marginMs]);
    reaped.inc(rowCount ?? 0);
    return rowCount ?? 0;
  }

  private async run(): Promise<void> {
    try {
      while ((await this.runOnce()) === batchSize && !this.isStopped);
    } catch (error) {
      this.logger.warn(`finished keys cannot be dropped just now: ${reasonOf(error)}`);
    }
    if (!this.isStopped) this.timer = setTimeout(() => (this.running = this.run()), pauseMs).unref();
  }
}
