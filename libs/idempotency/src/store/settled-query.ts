import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { type Pool, type QueryResult, type QueryResultRow } from 'pg';
import { connectionsOf } from './connections.ts';
import { type Statement } from './write.ts';

/**
 * Like `pool.query`, but a failure rejects only after Postgres has rolled back. Postgres sends the error
 * before it does: a caller that retried immediately would find the locks of the failed statement, and mistake
 * them for another process's. The connection stays in the pool, where `pool.query` would discard it.
 */
export async function settledQuery<Row extends QueryResultRow>(
  pool: Pool,
  statement: Statement,
): Promise<QueryResult<Row>> {
  const connection = await connectionsOf(pool)();
  try {
    const result = await connection.client.query<Row>(statement);
    await connection.release(false);
    return result;
  } catch (error) {
    const isUndone = !isPostgresUnavailable(error) && (await responses(connection.client.query('')));
    await connection.release(!isUndone);
    throw error;
  }
}

async function responses(query: Promise<unknown>): Promise<boolean> {
  return query.then(
    () => true,
    () => false,
  );
}
