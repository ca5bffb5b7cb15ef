import { createOutboxSchema } from '@holdfast/messaging/schema';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Servers } from '../measure/servers.ts';

export type Backend = 'Redis' | 'Postgres';

/** A durable Postgres with an outbox, and a queue server of each kind. */
export class Stores {
  private readonly servers = new Servers();
  private readonly urls = new Map<Backend, string>();
  private pool: Pool | undefined;
  private redis: Redis | undefined;
  private opened: DataSource | undefined;

  /** Rejects if a server cannot start; call `close` even then. */
  async open(): Promise<void> {
    const { url } = await this.servers.postgres(['shop', 'queues']);
    this.urls.set('Postgres', url('queues'));
    this.urls.set('Redis', await this.servers.redis());
    const database = await new DataSource({ type: 'postgres', url: url('shop') }).initialize();
    this.opened = database;
    this.servers.add(() => database.destroy());
    await database.query(createOutboxSchema);
    const pool = new Pool({ connectionString: this.queueUrl('Postgres') });
    this.pool = pool;
    this.servers.add(() => pool.end());
    const redis = new Redis(this.queueUrl('Redis'));
    this.redis = redis;
    this.servers.add(() => Promise.resolve(redis.disconnect()));
  }

  get database(): DataSource {
    if (this.opened === undefined) throw new Error('the stores are not open');
    return this.opened;
  }

  /** CPU seconds used so far by both servers. */
  cpuSeconds(): number {
    return this.servers.cpuSeconds();
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

  close(): Promise<void> {
    return this.servers.close();
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
