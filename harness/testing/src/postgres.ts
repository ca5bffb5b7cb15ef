import { randomBytes } from 'node:crypto';
import {
  createDatabases,
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  startPostgres,
} from '@holdfast/local-stack';
import pg from 'pg';
import { eventually } from './eventually.ts';
import { SharedTestServer } from './test-server.ts';

export interface TestDatabase {
  /** The address, through PgBouncer if tests run behind it. */
  readonly url: string;
  /** The server's own address, for what needs a session: `LISTEN`, session locks, settings. */
  readonly directUrl: string;
  /** Drops the database, even with open connections. */
  readonly drop: () => Promise<void>;
}

const ownServer = new SharedTestServer(async (dataDir) => {
  const port = await freePort();
  const server = await startPostgres({ dataDir, port, isDurable: false });
  return { url: embeddedPostgresUrl(port), server };
});

/**
 * The reason to skip specs about sessions: with TEST_PGBOUNCER_URL, sessions are shared. Undefined without
 * it.
 */
export const sharedSessions: string | undefined =
  process.env['TEST_PGBOUNCER_URL'] === undefined ? undefined : 'PgBouncer shares sessions';

/**
 * Creates an empty database on TEST_POSTGRES_URL, or on an embedded server that stops with its last database.
 * With TEST_PGBOUNCER_URL, its address leads through that PgBouncer, which is in front of TEST_POSTGRES_URL.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const given = process.env['TEST_POSTGRES_URL'];
  const serverUrl = given ?? (await ownServer.hold());
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabases(serverUrl, [name]);
  return {
    url: databaseUrl(process.env['TEST_PGBOUNCER_URL'] ?? serverUrl, name),
    directUrl: databaseUrl(serverUrl, name),
    drop: async () => {
      await dropDatabase(serverUrl, name);
      if (given === undefined) await ownServer.release();
    },
  };
}

/**
 * Lets new connections to this database read another start of the server, `1 day` ago or `0 s`: a test server
 * has just started, and a test may not wait.
 */
export async function pretendStarted(directUrl: string, ago: string): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`create or replace function public.pg_postmaster_start_time() returns timestamptz
      language sql as $$ select clock_timestamp() - interval ${client.escapeLiteral(ago)} $$`);
    const database = client.escapeIdentifier(new URL(directUrl).pathname.slice(1));
    await client.query(`alter database ${database} set search_path = public, pg_catalog`);
  } finally {
    await client.end();
  }
}

/**
 * 2 s: a pool's `end()` resolves while its sockets are still closing; after that, remaining connections are
 * dropped.
 */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const drop = `DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)}`;
    await eventually(() => client.query(drop), { timeoutMs: 2_000 }).catch(() =>
      client.query(`${drop} WITH (FORCE)`),
    );
  } finally {
    await client.end();
  }
}
