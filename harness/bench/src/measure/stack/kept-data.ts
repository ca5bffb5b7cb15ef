import { databaseUrl, type LocalStack } from '@holdfast/local-stack';
import { Redis } from 'ioredis';
import pg from 'pg';

/** Data that grows with each order until its retention ends, by name: rows of tables, bytes of Redis. */
export type KeptData = Readonly<Record<string, number>>;

/** Tables whose rows are deleted after their retention. Orders, payments and emails are kept. */
const tables: readonly (readonly [string, string])[] = [
  ['checkout', 'idempotency_key'],
  ['checkout', 'outbox'],
  ['payments', 'idempotency_key'],
  ['payments', 'outbox'],
  ['recommendations', 'inbox'],
];

/** Reads the size of the data that a stack keeps for a while. */
export class KeptDataReader {
  private readonly clients = new Map<string, pg.Client>();
  private readonly redis: Redis;

  private constructor(stack: LocalStack) {
    this.redis = new Redis(stack.addresses.redis ?? '');
  }

  static async open(stack: LocalStack): Promise<KeptDataReader> {
    const reader = new KeptDataReader(stack);
    for (const database of new Set(tables.map(([name]) => name))) {
      const url = databaseUrl(stack.addresses.postgres, database);
      const client = new pg.Client({ connectionString: url, application_name: 'bench' });
      // Queries reject with the same error.
      client.on('error', () => undefined);
      await client.connect();
      reader.clients.set(database, client);
    }
    return reader;
  }

  async read(): Promise<KeptData> {
    const kept: Record<string, number> = {};
    for (const [database, table] of tables) {
      const sql = `select count(*)::integer as count from ${table}`;
      const result = await this.clients.get(database)?.query<{ count: number }>(sql);
      kept[`${database}.${table} rows`] = result?.rows[0]?.count ?? NaN;
    }
    const memory = await this.redis.info('memory');
    return { ...kept, 'Redis bytes': Number(/^used_memory:(\d+)/m.exec(memory)?.[1] ?? NaN) };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await Promise.all([...this.clients.values()].map((client) => client.end()));
  }
}
