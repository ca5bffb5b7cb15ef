import { type Pool, type PoolClient } from 'pg';

/** A trial is rolled back: it only shows what would change. */
export type Mode = 'trial' | 'for good';

/** Commits all of the work, or none. */
export async function inTransaction<T>(
  pool: Pool,
  mode: Mode,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query(mode === 'trial' ? 'rollback' : 'commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
