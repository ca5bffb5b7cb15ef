import { type Pool } from 'pg';
import { type Mode } from './in-transaction.ts';

/** Postgres: there is no database of this name. */
const noDatabase = '3D000';

/**
 * Deletes who bought what. The counts of purchases and pairs stay: they name no customer. A shop without
 * recommendations has nothing to delete.
 */
export async function forgetInRecommendations(
  pool: Pick<Pool, 'query'>,
  mode: Mode,
  customerIds: readonly string[],
): Promise<number> {
  const sql = `${mode === 'trial' ? 'select' : 'delete'} from customer_product where customer_id = any($1)`;
  try {
    return (await pool.query(sql, [customerIds])).rowCount ?? 0;
  } catch (error) {
    if ((error as { code?: unknown }).code === noDatabase) return 0;
    throw error;
  }
}
