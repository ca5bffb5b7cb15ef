import { type Pool } from 'pg';
import { type Addition, claim, increase } from '../add.ts';

/** A crash between the two statements keeps the key, and the retry adds nothing. */
export async function add(pool: Pool, { key, name, by }: Addition): Promise<void> {
  const { rowCount } = await pool.query(claim, [key]);
  if (rowCount === 1) await pool.query(increase, [name, by]);
}
