import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TcpGate, type TestDatabase, testDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { isPostgresUnavailable, postgresPool, postgresPoolFor } from './postgres.ts';

describe('a pool of a service', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  async function withPool<T>(settings: object, use: (pool: Pool) => Promise<T>): Promise<T> {
    const pool = new Pool({ ...settings, connectionString: database.url });
    pool.on('error', () => undefined);
    try {
      return await use(pool);
    } finally {
      await pool.end();
    }
  }

  it('has the server cancel abandoned statements and drop dead peers', async () => {
    const settings = await withPool(postgresPool, async (pool) => {
      const { rows } = await pool.query<{ name: string; setting: string }>(
        `select name, setting from pg_settings where name like 'tcp_%' or name in ('statement_timeout', 'idle_in_transaction_session_timeout')`,
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(settings).toEqual({
      statement_timeout: '5000',
      idle_in_transaction_session_timeout: '5000',
      tcp_user_timeout: '10000',
      tcp_keepalives_idle: '10',
      tcp_keepalives_interval: '5',
      tcp_keepalives_count: '3',
    });
  });

  it('frees the locks of a transaction that stands still', async () => {
    await withPool(postgresPoolFor(300), async (impatient) => {
      const stalled = await impatient.connect();
      const lost = new Promise<Error>((resolve) => stalled.on('error', resolve));
      try {
        await stalled.query('create table shelf as select 1 as stock');
        await stalled.query('begin');
        await stalled.query('update shelf set stock = 2');
        await withPool(postgresPool, async (other) => {
          await other.query('update shelf set stock = stock + 2');
          expect((await other.query('select stock from shelf')).rows).toEqual([{ stock: 3 }]);
        });
        expect(isPostgresUnavailable(await lost)).toBe(true);
      } finally {
        stalled.release(true);
      }
    });
  });

  it('does not end the process if a connection is lost between two queries', async () => {
    await withPool(postgresPool, async (pool) => {
      const idle = await pool.connect();
      try {
        const { rows } = await idle.query<{ pid: number }>('select pg_backend_pid() as pid');
        const ended = new Promise<void>((resolve) => idle.on('end', () => resolve()));
        await withPool(postgresPool, (other) =>
          other.query('select pg_terminate_backend($1)', [rows[0]?.pid]),
        );
        await ended;
        await expect(idle.query('select 1')).rejects.toThrow('not queryable');
      } finally {
        idle.release(true);
      }
    });
  });

  it('gives up a connection that owed an answer for too long', async () => {
    const address = new URL(database.url);
    const gate = new TcpGate(address);
    await gate.open();
    const orm = new DataSource({ type: 'postgres', url: gate.url, extra: postgresPoolFor(200) });
    try {
      await orm.initialize();
      await orm.query('select 1');
      gate.freeze();
      await expect(orm.query('select 1')).rejects.toThrow('Query read timeout');
      await expect(orm.query('select 2 as answer')).resolves.toEqual([{ answer: 2 }]);
    } finally {
      await orm.destroy();
      await gate.shut();
    }
  });
});
