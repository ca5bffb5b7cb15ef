import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { type DataSourceOptions, type MigrationInterface, type QueryRunner } from 'typeorm';
import pg from 'pg';
import { runMigrations } from './migrate.ts';

/** Runs in the middle of the migration. */
let meanwhile: () => Promise<unknown>;

class CreateTea1000000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table tea (name text)');
    await meanwhile();
    await runner.query("insert into tea values ('assam')");
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const dataSource = (url: string): DataSourceOptions => ({
  type: 'postgres',
  url,
  migrations: [CreateTea1000000000000],
});

let folder: string;
let port: number;
let server: ManagedProcess | undefined;
let said: string[];

beforeEach(async () => {
  folder = temporaryFolder();
  port = await freePort();
  said = [];
  meanwhile = () => Promise.resolve();
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const start = async (): Promise<void> => {
  server = await startPostgres({ dataDir: folder, port, isDurable: false });
};
const run = (database = 'postgres', patienceMs?: number): Promise<void> =>
  runMigrations(
    'tea',
    dataSource,
    { DATABASE_URL: embeddedPostgresUrl(port, database) },
    {
      write: (line) => said.push(line),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    },
  );

async function teas(): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: embeddedPostgresUrl(port) });
  await client.connect();
  const { rows } = await client.query<object>('select name from tea');
  await client.end();
  return rows;
}

it('migrations wait for a database that cannot be reached yet', async () => {
  const running = run();
  await eventually(() => expect(said).toEqual([expect.stringContaining('waiting: connect ECONNREFUSED')]));
  await start();
  await running;
  expect(said.at(-1)).toBe('tea database: applied CreateTea1000000000000\n');
});

it('migrations start again when the database is killed in the middle of one', async () => {
  await start();
  let isKilled = false;
  meanwhile = async () => {
    if (isKilled) return;
    isKilled = true;
    await server?.kill();
  };
  const running = run();
  await eventually(() => expect(said).toEqual([expect.stringContaining('tea database: waiting: ')]));
  await start();
  await running;
  expect(said.at(-1)).toBe('tea database: applied CreateTea1000000000000\n');
  expect(await teas()).toEqual([{ name: 'assam' }]);
});

it('migrations give up, in words, on a database that stays away', async () => {
  await expect(run('postgres', 300)).rejects.toThrow(
    `The database of tea could not be reached for 0.3 s: connect ECONNREFUSED 127.0.0.1:${port}`,
  );
});

it('migrations do not wait for a database that refuses them', async () => {
  await start();
  await expect(run('milk')).rejects.toThrow('database "milk" does not exist');
  expect(said).toEqual([]);
});
