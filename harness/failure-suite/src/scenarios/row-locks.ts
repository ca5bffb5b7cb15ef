import { type System } from '../system/system.ts';

/**
 * Locks the rows of these queries for 1.5 s, as an administrator's statement would, and works meanwhile.
 * Statements that need the rows wait, and then continue together. The services end a statement after 2 s.
 */
export async function whileLocked<T>(
  system: System,
  database: string,
  queries: readonly string[],
  parameters: readonly unknown[],
  work: () => Promise<T>,
): Promise<T> {
  const lists = queries.map((query, n) => `rows_${n} as materialized (${query} for update)`);
  const counts = queries.map((_, n) => `(select count(*) from rows_${n})`);
  const text = `with ${lists.join(', ')} select pg_sleep(1.5 + 0 * (${counts.join(' + ')}))`;
  const areLocked = async (): Promise<boolean> => {
    const sleeping = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
    return (await system.query(database, sleeping)).length > 0;
  };
  const [, result] = await Promise.all([
    system.query(database, text, parameters),
    system.until('the rows are locked', areLocked).then(work),
  ]);
  return result;
}
