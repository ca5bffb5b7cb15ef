import pg from 'pg';

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** duplicate_database, and unique_violation when somebody else creates the same one at this moment. */
const alreadyExists = ['42P04', '23505'];

/** Creates those of the databases that are missing. Safe to repeat, and to run twice at once. */
export async function createDatabases(serverUrl: string, databases: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const database of databases.filter((name) => !present.has(name)))
      await createDatabase(client, database);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    if (!alreadyExists.includes((error as pg.DatabaseError).code ?? '')) throw error;
  }
}
