import { type Pool } from 'pg';
import { type Addition, increase } from '../add.ts';

/** A retry is a second addition. */
export async function add(pool: Pool, { name, by }: Addition): Promise<void> {
  await pool.query(increase, [name, by]);
}
