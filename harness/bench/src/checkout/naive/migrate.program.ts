/** Creates the tables of the services whose databases its environment names. Safe to repeat. */
import pg from 'pg';
import { readDatabases } from './migrate.config.ts';
import { tables } from './tables.ts';

for (const connectionString of readDatabases()) {
  const statements = tables[new URL(connectionString).pathname.slice(1)];
  if (statements === undefined) continue;
  const client = new pg.Client({ connectionString });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(statements);
  await client.end();
}
