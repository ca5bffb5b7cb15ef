import { type Pool } from 'pg';
import { type Addition, claim, increase } from '../add.ts';

/** A crash between the two statements forgets that the effect has happened. */
export async function add(pool: Pool, { key, name, by }: Addition): Promise<void> {
  const { rowCount } = await pool.query('SELECT FROM keys WHERE key = $1', [key]);
  if (rowCount === 1) return;
  await pool.query(increase, [name, by]);
  await pool.query(claim, [key]);
}
