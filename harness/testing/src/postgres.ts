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
  /** Through PgBouncer when tests run behind it. */
  readonly url: string;
  /** Of the server itself, for what needs a session: `LISTEN`, session locks, settings. */
  readonly directUrl: string;
  /** Removes the database, whoever is still connected to it. */
  readonly drop: () => Promise<void>;
}

const ownServer = new SharedTestServer(async (dataDir) => {
  const port = await freePort();
  const server = await startPostgres({ dataDir, port, isDurable: false });
  return { url: embeddedPostgresUrl(port), server };
});

/** Why a spec about sessions does not run: TEST_PGBOUNCER_URL has them shared. Undefined where each connection has its own. */
export const sharedSessions: string | undefined =
  process.env['TEST_PGBOUNCER_URL'] === undefined ? undefined : 'PgBouncer shares sessions';

/**
 * A new empty database: on TEST_POSTGRES_URL, or on an embedded server that ends when its last database is dropped. With TEST_PGBOUNCER_URL its address
 * leads through that PgBouncer, which stands before TEST_POSTGRES_URL.
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

/** A pool's `end()` resolves while its sockets are still closing: 2 s for them, then whoever is left is cut off. */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
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
