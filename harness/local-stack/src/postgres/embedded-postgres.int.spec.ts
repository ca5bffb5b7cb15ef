import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../process/free-port.ts';
import { type ManagedProcess } from '../process/managed-process.ts';
import { processTree } from '../process/process-tree.ts';
import { createDatabases, databaseUrl } from './databases.ts';
import { embeddedPostgresUrl, startPostgres } from './embedded-postgres.ts';
import { reachableFolder } from './postgres-files.ts';
import { canReach, type UnixUser } from './unprivileged-user.ts';

const isRoot = process.getuid?.() === 0;
const unprivileged: UnixUser = { uid: 65_534, gid: 65_534 };
const itAsRoot = isRoot ? it : it.skip;
/** Another user can run our programs only if this repository is readable for them. */
const itUnprivileged = isRoot && canReach(unprivileged, import.meta.dirname) ? it : it.skip;

function openFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-postgres-'));
  chmodSync(folder, 0o777);
  return folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  let dataDir: string;
  let servers: ManagedProcess[];

  beforeEach(() => {
    dataDir = openFolder();
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    rmSync(dataDir, { recursive: true });
  });

  const start = async (folder = dataDir): Promise<{ url: string; server: ManagedProcess }> => {
    const port = await freePort();
    const server = await startPostgres({ dataDir: folder, port, isDurable: false });
    servers.push(server);
    return { url: embeddedPostgresUrl(port), server };
  };

  it('answers queries as Postgres 18, in UTF-8, with room for 200 connections', async () => {
    const { url } = await start();
    const sql = `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
      current_setting('max_connections') AS connections`;
    expect(await query(url, sql)).toEqual([
      { version: expect.stringMatching(/^18\./), encoding: 'UTF8', connections: '200' },
    ]);
  });

  it('keeps its data over a SIGKILL and a restart', async () => {
    const { url, server } = await start();
    await query(url, 'CREATE TABLE orders AS SELECT 42 AS id');
    const backends = processTree(server.identity?.pid ?? 0);
    await server.kill();
    expect(backends.length).toBeGreaterThan(3);
    const again = await start();
    expect(await query(again.url, 'SELECT id FROM orders')).toEqual([{ id: 42 }]);
  });

  it('starts despite a stale lock whose pid now belongs to an unrelated process', async () => {
    const { server } = await start();
    await server.kill();
    const lock = path.join(dataDir, 'postgres/postmaster.pid');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, `${process.pid}`));
    await expect(start()).resolves.toBeTruthy();
  });

  it('refuses a data folder that another server is using', async () => {
    const { server } = await start();
    await expect(start()).rejects.toThrow(`Another Postgres server (pid ${server.identity?.pid}) is using`);
  });

  it('answers nothing while it is paused, not even on open connections', async () => {
    const { url, server } = await start();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    server.pause();
    const answer = client.query('SELECT 1 AS one');
    const early = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 300, 'silence'))]);
    expect(early).toBe('silence');
    server.resume();
    expect((await answer).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('runs twice side by side, each with its own data', async () => {
    const other = openFolder();
    const [first, second] = await Promise.all([start(), start(other)]);
    await query(first.url, 'CREATE TABLE orders (id int)');
    const sql = `SELECT to_regclass('orders') AS found`;
    expect(await query(first.url, sql)).toEqual([{ found: 'orders' }]);
    expect(await query(second.url, sql)).toEqual([{ found: null }]);
    await second.server.kill();
    rmSync(other, { recursive: true });
  });

  itUnprivileged('starts as an ordinary user', () => {
    const program = path.join(import.meta.dirname, 'fixtures/start-and-stop.ts');
    const options = {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: process.env['PATH'] },
      ...unprivileged,
    } as const;
    const { stdout, stderr } = spawnSync(process.execPath, [program, dataDir], options);
    expect([stdout.trim(), stderr]).toEqual(['65534', '']);
  });

  itAsRoot('starts as root also with data in a folder that only root can reach', async () => {
    chmodSync(dataDir, 0o700);
    await start();
    const elsewhere = reachableFolder(dataDir);
    expect(existsSync(path.join(elsewhere, 'postgres/PG_VERSION'))).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  describe('createDatabases', () => {
    it('creates the missing databases and leaves the others alone', async () => {
      const { url } = await start();
      await createDatabases(url, ['checkout']);
      await query(databaseUrl(url, 'checkout'), 'CREATE TABLE orders (id int)');
      await createDatabases(url, ['checkout', 'payments']);
      await Promise.all([createDatabases(url, ['email']), createDatabases(url, ['email'])]);
      expect(await query(databaseUrl(url, 'checkout'), `SELECT to_regclass('orders') AS found`)).toEqual([
        { found: 'orders' },
      ]);
      expect(await query(databaseUrl(url, 'email'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });
});
