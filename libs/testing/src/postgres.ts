import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabases, databaseUrl, embeddedPostgresUrl, freePort, startPostgres } from '@holdfast/local-stack';
import { Client } from 'pg';
import { eventually } from './eventually.ts';

/** A database of the test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Ends all sessions in it and forgets it; also ends the server when it was started for this database alone. */
  drop(): Promise<void>;
}

/** A fresh, empty database: on the server at TEST_POSTGRES_URL, or on a server started for it when that is unset. */
export async function testDatabase(): Promise<TestDatabase> {
  const shared = process.env['TEST_POSTGRES_URL'];
  return shared === undefined ? onOwnServer() : onServer(shared);
}

async function onServer(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabases(serverUrl, [name]);
  return { url: databaseUrl(serverUrl, name), drop: () => dropDatabase(serverUrl, name) };
}

/** A pool's `end()` resolves while its sockets are still closing: 2 s for them, then whatever is left is ended by force. */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await eventually(() => client.query(`drop database if exists ${name}`), { timeoutMs: 2_000 }).catch(() =>
      client.query(`drop database if exists ${name} with (force)`),
    );
  } finally {
    await client.end();
  }
}

async function onOwnServer(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-postgres-'));
  const port = await freePort();
  const server = await startPostgres({ dataDir, port, isDurable: false });
  const database = await onServer(embeddedPostgresUrl(port));
  return {
    url: database.url,
    drop: async () => {
      await database.drop();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
