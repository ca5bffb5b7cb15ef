import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { type Pool, type QueryResult, type QueryResultRow } from 'pg';
import { connectionsOf } from './connections.ts';
import { type Statement } from './write.ts';

/**
 * Runs a statement as `pool.query` does, but when it fails, rejects only once Postgres has undone it. The error itself is sent before the
 * rollback: whoever asks again at once over another connection would find the locks of the failed statement, and take them for
 * somebody else's. The connection stays in the pool, which `pool.query` would throw away after any error.
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
