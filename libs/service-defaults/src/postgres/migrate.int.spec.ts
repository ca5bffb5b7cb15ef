import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { findPgBouncer, freePort, startPgBouncer } from '@holdfast/local-stack';
import {
  eventually,
  sharedSessions,
  temporaryFolder,
  type TestDatabase,
  testDatabase,
  unless,
} from '@holdfast/testing';
import { DataSource, type DataSourceOptions, type MigrationInterface, type QueryRunner } from 'typeorm';
import { awaitMigrations, migrate, runMigrations } from './migrate.ts';

class CreateTea1000000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table tea (name text)');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

class CreateMilk2000000000000 extends CreateTea1000000000000 {
  override async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table milk (name text)');
  }
}

class BrewSlowly3000000000000 extends CreateTea1000000000000 {
  override async up(runner: QueryRunner): Promise<void> {
    await runner.query('select pg_sleep(0.5)');
  }
}

const release =
  (...migrations: (typeof CreateTea1000000000000)[]) =>
  (url: string): DataSourceOptions => ({ type: 'postgres', url, migrations });
const first = release(CreateTea1000000000000);
const second = release(CreateTea1000000000000, CreateMilk2000000000000);

let database: TestDatabase;
let env: { DATABASE_URL: string };
beforeEach(async () => {
  database = await testDatabase();
  env = { DATABASE_URL: database.url };
});
afterEach(() => database.drop());

async function query(text: string): Promise<unknown> {
  const admin = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  return admin.query(text).finally(() => admin.destroy());
}

describe('runMigrations', () => {
  it('runs concurrently and leaves no lock behind', async () => {
    await Promise.all([1, 2, 3].map(() => runMigrations('tea', second, env)));
    expect(await query('select name from migrations order by id')).toEqual([
      { name: 'CreateTea1000000000000' },
      { name: 'CreateMilk2000000000000' },
    ]);
    const locks = `select from pg_locks join pg_database d on d.oid = database and datname = current_database() where locktype = 'advisory'`;
    expect(await query(locks)).toEqual([]);
  });

  it('keeps its turn for as long as a migration takes, whatever its role or database has set for idle transactions', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await query(`alter database ${name} set idle_in_transaction_session_timeout = '100ms'`);
    // Connections of a pooler are older than the setting.
    await query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await runMigrations('tea', release(CreateTea1000000000000, BrewSlowly3000000000000), env);
    expect(await query('select from migrations')).toHaveLength(2);
  });
});

unless(sharedSessions === undefined ? 'there is no PgBouncer here' : undefined, describe)(
  'runMigrations through a PgBouncer with',
  () => {
    const opened: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of opened.splice(0).reverse()) await close();
    });

    async function through(poolSize: number): Promise<{ DATABASE_URL: string }> {
      const [dataDir, port, program] = [temporaryFolder(), await freePort(), findPgBouncer()];
      opened.push(() => Promise.resolve(rmSync(dataDir, { recursive: true })));
      if (program === undefined) throw new Error('pgbouncer is gone');
      const url = new URL(database.directUrl);
      const settings = { default_pool_size: poolSize, query_wait_timeout: 5 };
      const server = await startPgBouncer({
        dataDir,
        port,
        program,
        postgresPort: Number(url.port),
        settings,
      });
      opened.push(() => server.stop());
      url.port = `${port}`;
      return { DATABASE_URL: url.href };
    }

    it('two connections suffice for any number of concurrent runs: a waiting run holds none', async () => {
      const pooled = await through(2);
      await Promise.all([1, 2, 3, 4].map(() => runMigrations('tea', second, pooled)));
      expect(await query('select from migrations')).toHaveLength(2);
    });

    it('one connection fails in time, and changes nothing', async () => {
      const pooled = await through(1);
      await expect(runMigrations('tea', second, pooled, { patienceMs: 0 })).rejects.toThrow(
        'query_wait_timeout',
      );
      expect(await query("select to_regclass('tea') as tea")).toEqual([{ tea: null }]);
    });
  },
);

describe('awaitMigrations', () => {
  it('waits until a release that is about to start finds its schema', async () => {
    const said: string[] = [];
    const waiting = awaitMigrations('tea', second, env, (line) => said.push(line));
    await eventually(() => expect(said).toHaveLength(1));
    await runMigrations('tea', first, env);
    await eventually(() => expect(said).toHaveLength(2));
    await runMigrations('tea', second, env);
    await waiting;
    expect(said).toEqual([
      'tea database: waiting: CreateTea1000000000000, CreateMilk2000000000000 not applied\n',
      'tea database: waiting: CreateMilk2000000000000 not applied\n',
      'tea database: has all migrations\n',
    ]);
  });

  it('is content with a schema that is further on', async () => {
    await runMigrations('tea', second, env);
    await awaitMigrations('tea', first, env);
  });

  it('waits for a database that cannot be reached', async () => {
    const said: string[] = [];
    const url = new URL(database.url);
    url.pathname = `${url.pathname}_later`;
    const waiting = awaitMigrations('tea', first, { DATABASE_URL: url.href }, (line) => said.push(line));
    await eventually(() => expect(said).toEqual([expect.stringContaining('does not exist')]));
    await query(`create database ${url.pathname.slice(1)} template template0`);
    await runMigrations('tea', first, { DATABASE_URL: url.href });
    await waiting;
    await query(`drop database ${url.pathname.slice(1)} with (force)`);
  });

  it('is what migrate does with --wait, and it changes nothing', async () => {
    await runMigrations('tea', first, env);
    await migrate('tea', first, { env, argv: ['node', 'migrate.js', '--wait'] });
    await migrate('tea', second, { env, argv: ['node', 'migrate.js'] });
    expect(await query("select to_regclass('milk') as milk")).toEqual([{ milk: 'milk' }]);
  });
});
