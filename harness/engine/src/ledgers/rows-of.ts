import pg from 'pg';

/** The rows of a query on a connection of its own, so that no pool outlives the system. */
export async function rowsOf<Row extends object>(
  connectionString: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // The query rejects with the same error. Without a listener, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Row & pg.QueryResultRow>(sql, [...parameters]);
    return rows;
  } finally {
    await client.end();
  }
}
