import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  createDatabases,
  embeddedPostgresUrl,
  findOrFetchRedis,
  freePort,
  repositoryRoot,
  startPostgres,
  startRedis,
} from '@holdfast/local-stack';
import { cpuSeconds } from '../measure/cpu-time.ts';
import { createOutboxSchema } from '@holdfast/messaging/schema';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';

export type Backend = 'Redis' | 'Postgres';

/** A durable Postgres with an outbox, and a queue server of each kind. */
export class Stores {
  private readonly stops: (() => Promise<unknown>)[] = [];
  /** Not in the system's temporary folder: it may be in memory, where fsync costs nothing. */
  private readonly dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);
  private readonly pids: number[] = [];
  private readonly urls = new Map<Backend, string>();
  private pool: Pool | undefined;
  private redis: Redis | undefined;
  private opened: DataSource | undefined;

  /** Rejects if a server cannot start; call `close` even then. */
  async open(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    this.stops.push(() => rm(this.dataDir, { recursive: true }));
    const [postgresPort, redisPort] = [await freePort(), await freePort()];
    const postgres = await startPostgres({ dataDir: this.dataDir, port: postgresPort, isDurable: true });
    this.stops.push(() => postgres.stop());
    const program = findOrFetchRedis();
    const redis = await startRedis({ dataDir: this.dataDir, port: redisPort, program });
    this.stops.push(() => redis.stop());
    for (const { identity } of [postgres, redis]) this.pids.push(identity?.pid ?? NaN);
    await createDatabases(embeddedPostgresUrl(postgresPort), ['shop', 'queues']);
    this.urls.set('Redis', `redis://127.0.0.1:${redisPort}`);
    this.urls.set('Postgres', embeddedPostgresUrl(postgresPort, 'queues'));
    this.opened = await new DataSource({
      type: 'postgres',
      url: embeddedPostgresUrl(postgresPort, 'shop'),
    }).initialize();
    this.stops.push(() => this.database.destroy());
    await this.database.query(createOutboxSchema);
    this.pool = new Pool({ connectionString: this.queueUrl('Postgres') });
    this.stops.push(() => this.pool?.end() ?? Promise.resolve());
    this.redis = new Redis(this.queueUrl('Redis'));
    this.stops.push(() => Promise.resolve(this.redis?.disconnect()));
  }

  get database(): DataSource {
    if (this.opened === undefined) throw new Error('the stores are not open');
    return this.opened;
  }

  /** CPU seconds used so far by both servers. */
  cpuSeconds(): number {
    return this.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  queueUrl(backend: Backend): string {
    const url = this.urls.get(backend);
    if (url === undefined) throw new Error('the stores are not open');
    return url;
  }

  /** Fills the outbox with messages like checkout's, one order each, and empties all queues. */
  async fill(messages: number, queue: string): Promise<void> {
    await this.database.query('truncate outbox');
    await this.redis?.flushall();
    const tables = `select from pg_tables where schemaname = 'bullmq' and tablename = 'job'`;
    const { rows } = (await this.pool?.query(tables)) ?? { rows: [] };
    if (rows.length > 0) await this.pool?.query('truncate bullmq.job, bullmq.event cascade');
    await this.database.query(
      `insert into outbox (message_id, queue, name, payload, attempts, traceparent, aggregate)
       select uuidv7(), $2, 'send-receipt', $3::jsonb || jsonb_build_object('orderId', 'ord_' || n), 20,
              '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'ord_' || n
       from generate_series(1, $1::integer) n`,
      [messages, queue, JSON.stringify(receipt)],
    );
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }
}

const receipt = {
  version: 1,
  to: 'ada@example.com',
  customerName: 'Ada Lovelace',
  lines: ['tea', 'rope'].map((productId) => ({
    productId,
    name: `Best ${productId}`,
    quantity: 1,
    unitPrice: { amountMinor: 1_250, currency: 'EUR' },
  })),
  total: { amountMinor: 2_500, currency: 'EUR' },
  paidAt: '2026-11-25T00:00:00.000Z',
};
