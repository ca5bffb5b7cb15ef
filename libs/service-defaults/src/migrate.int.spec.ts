import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, type TestDatabase, testDatabase } from '@holdfast/testing';
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
  it('may run several times at once, and leaves no lock behind', async () => {
    await Promise.all([1, 2, 3].map(() => runMigrations('tea', second, env)));
    expect(await query('select name from migrations order by id')).toEqual([
      { name: 'CreateTea1000000000000' },
      { name: 'CreateMilk2000000000000' },
    ]);
    const locks = `select from pg_locks join pg_database d on d.oid = database and datname = current_database() where locktype = 'advisory'`;
    expect(await query(locks)).toEqual([]);
  });
});

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
