import pg from 'pg';
import { type RunningStack } from './running-stack.ts';

/** Queries the database of a service; the stack needs a running Postgres. */
export async function rowsIn<Row>(
  stack: RunningStack,
  database: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stack.database(database) });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
