import { type Pool } from 'pg';

/** A request of a customer: `by` is added to the count `name`, once for each key. */
export interface Addition {
  readonly key: string;
  readonly name: string;
  readonly by: number;
}

export const claim = 'INSERT INTO keys VALUES ($1) ON CONFLICT DO NOTHING';
export const increase =
  'INSERT INTO counts AS c VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET total = c.total + excluded.total';

/** The key and its effect are committed together, or not at all. */
export async function add(pool: Pool, { key, name, by }: Addition): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query(claim, [key]);
    if (rowCount === 1) await client.query(increase, [name, by]);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
