import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sharedSessions, type TestDatabase, testDatabase, unless } from '@holdfast/testing';
import { Pool, type PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { isPostgresUnavailable, postgresPool, postgresPoolFor } from './postgres.ts';

const byId = 'select * from shelf where id = $1';
const add = 'insert into shelf (id, stock) values ($1, $2) returning *';
const columnsOf = (row: object): string[] => Object.keys(row);

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  pool = poolOf(postgresPool);
  await pool.query('drop table if exists shelf');
  await pool.query('create table shelf as select 1 as id, 5 as stock');
});
afterEach(() => pool.end());

function poolOf(settings: ReturnType<typeof postgresPoolFor>): Pool {
  return new Pool({ ...settings, connectionString: database.url });
}

async function withClient<T>(use: (client: PoolClient) => Promise<T>, from = pool): Promise<T> {
  const client = await from.connect();
  try {
    return await use(client);
  } finally {
    client.release();
  }
}

/** Runs a statement until it is prepared, on as many connections as given. */
async function warm(connections: number, text = byId): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of clients) for (let n = 0; n < 5; n++) await client.query(text, [1]);
  for (const client of clients) client.release();
}

async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(async (client) => {
    await client.query('begin');
    try {
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  });
}

async function preparedOn(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>('select statement from pg_prepared_statements');
  return rows.map(({ statement }) => statement);
}

unless(sharedSessions, describe)('a connection', () => {
  it('prepares a statement with parameters that is used again and again, and no other', async () => {
    await withClient(async (client) => {
      for (let n = 0; n < 5; n++) {
        await client.query(byId, [1]);
        await client.query(`select ${n} as n, $1::integer`, [1]);
        await client.query('select 1');
      }
      expect(await preparedOn(client)).toEqual([byId]);
    });
  });

  it("prepares TypeORM's statements", async () => {
    const extra = { ...postgresPool, max: 1 };
    const orm = await new DataSource({ type: 'postgres', url: database.url, extra }).initialize();
    try {
      for (let n = 0; n < 5; n++) await orm.query('select stock from shelf where id = $1', [1]);
      const prepared = await orm.query<unknown[]>('select from pg_prepared_statements');
      expect(prepared).toHaveLength(1);
    } finally {
      await orm.destroy();
    }
  });

  it('prepares no more statements than it may, and runs the others', async () => {
    const small = poolOf(postgresPoolFor(5_000, 2));
    await withClient(async (client) => {
      for (let kind = 0; kind < 4; kind++)
        for (let n = 0; n < 5; n++)
          expect((await client.query(`select $1::integer + ${kind} as sum`, [n])).rows).toEqual([
            { sum: n + kind },
          ]);
      expect(await preparedOn(client)).toHaveLength(2);
    }, small);
    await small.end();
  });

  it('prepares nothing if it may not, not even a statement with a name', async () => {
    const none = poolOf(postgresPoolFor(5_000, 0));
    await withClient(async (client) => {
      for (let n = 0; n < 6; n++) {
        await client.query(byId, [1]);
        await client.query({ name: 'by_id', text: byId, values: [1] });
      }
      expect(await preparedOn(client)).toEqual([]);
    }, none);
    await none.end();
  });

  it('runs a statement again whose values could not be sent', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    await withClient(async (client) => {
      for (let n = 0; n < 5; n++) await client.query('select $1::jsonb as given', [{ n }]);
      await expect(client.query('select $1::jsonb as given', [circle])).rejects.toThrow('circular');
      for (const n of [1, 2])
        expect((await client.query('select $1::jsonb as given', [{ n }])).rows).toEqual([{ given: { n } }]);
    });
  });

  it('says what to do if a pooler loses its statements', async () => {
    await withClient(async (client) => {
      for (let n = 0; n < 5; n++) await client.query(byId, [1]);
      await client.query('deallocate all');
      await expect(client.query(byId, [1])).rejects.toThrow(
        /does not exist \(a pooler .* DATABASE_PREPARED_STATEMENTS=0\)$/,
      );
    });
  });

  it('frees its statements after a migration', async () => {
    await warm(1);
    await pool.query('alter table shelf add column label text');
    await warm(1);
    await withClient(async (client) => {
      const prepared = await preparedOn(client);
      expect(prepared).toHaveLength(1);
      expect(prepared[0]).toMatch(/^select \* from shelf where id = \$1 \/\* \w{8} \*\/$/);
    });
  });
});

describe('a migration while a pool is in use', () => {
  it('fails no statement, on any of its connections', async () => {
    await warm(4);
    await pool.query('alter table shelf add column label text');
    const results = await Promise.all(Array.from({ length: 8 }, () => pool.query<object>(byId, [1])));
    expect(results.map(({ rows }) => columnsOf(rows[0]!))).toEqual(
      Array.from({ length: 8 }, () => ['id', 'stock', 'label']),
    );
    await pool.query('alter table shelf alter stock type bigint');
    for (let n = 0; n < 8; n++) expect((await pool.query(byId, [1])).rows).toMatchObject([{ stock: '5' }]);
  });

  it('runs a write once that it interrupts', async () => {
    let isOver = false;
    let sent = 1;
    const writer = async (): Promise<void> => {
      while (!isOver) {
        const { rows } = await pool.query<{ id: number }>(add, [(sent += 1), 1]);
        expect(rows).toHaveLength(1);
      }
    };
    const writers = [writer(), writer(), writer()];
    for (let n = 0; n < 10; n++) {
      const before = sent;
      await pool.query(`alter table shelf add column label_${n} text`);
      while (sent < before + 30) await pool.query('select 1');
    }
    isOver = true;
    await Promise.all(writers);
    const { rows } = await pool.query(
      'select count(*)::integer as rows, count(distinct id)::integer as ids from shelf',
    );
    expect(rows).toEqual([{ rows: sent, ids: sent }]);
  });

  it('fails one transaction as an outage does, and not the next, on any connection', async () => {
    const read = (client: PoolClient) => client.query<object>(byId, [1]);
    await warm(3);
    await pool.query('alter table shelf add column label text');
    const refused: unknown = await inTransaction(read).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: '0A000' });
    expect(isPostgresUnavailable(refused)).toBe(true);
    const results = await Promise.all([1, 2, 3].map(() => inTransaction(read)));
    for (const { rows } of results) expect(columnsOf(rows[0]!)).toContain('label');
  });
});
