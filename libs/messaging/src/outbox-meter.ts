import { backgroundComment, reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { BackgroundLoop } from './background-loop.ts';
import { deadRows, measuredAt, oldestUnpublished, unpublishedRows } from './outbox.metrics.ts';
import { type OutboxDatabase } from './outbox-rows.ts';

/**
 * 5 s: more often than Prometheus scrapes (every 15 s by default). Counting 100,000 waiting rows takes 20 ms.
 */
const pauseMs = 5_000;

const measure = `${backgroundComment}
select (select count(*)::integer from (select from outbox where published_at is null and dead_at is null limit 100000) waiting) as unpublished,
       (select extract(epoch from clock_timestamp() - created_at)::float8 from outbox
        where published_at is null and dead_at is null order by position limit 1) as "oldestSeconds",
       (select count(*)::integer from outbox where dead_at is not null) as dead`;

interface Measurement {
  readonly unpublished: number;
  readonly oldestSeconds: number | null;
  readonly dead: number;
}

/**
 * Updates the outbox gauges from the table, by the database's clock. Its own timer keeps them current while a
 * relay fails or hangs.
 */
export class OutboxMeter {
  private readonly loop = new BackgroundLoop(() => this.measure());
  private hasFailed = false;

  constructor(
    private readonly database: OutboxDatabase,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  async runOnce(): Promise<void> {
    const [measured] = await this.database.query<Measurement[]>(measure, []);
    unpublishedRows.set(measured?.unpublished ?? 0);
    oldestUnpublished.set(Math.max(0, measured?.oldestSeconds ?? 0));
    deadRows.set(measured?.dead ?? 0);
    measuredAt.setToCurrentTime();
  }

  private async measure(): Promise<number> {
    try {
      await this.runOnce();
      this.hasFailed = false;
    } catch (error) {
      if (!this.hasFailed) this.logger.warn(`failed to measure the outbox: ${reasonOf(error)}`);
      this.hasFailed = true;
    }
    return pauseMs;
  }
}
