/** The parts of TypeORM's DataSource that this needs. */
interface Migrated {
  query<T>(text: string): Promise<T>;
  runMigrations(): Promise<readonly unknown[]>;
  undoLastMigration(): Promise<void>;
}

const everything = `
  select table_name || '.' || column_name as name, concat_ws(' ', data_type, is_nullable, column_default) as definition
  from information_schema.columns where table_schema = 'public'
  union all select conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'public'::regnamespace and conrelid <> 0
  union all select indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select oid::regprocedure::text, md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
  order by 1, 2`;

type Schema = readonly unknown[];

/**
 * Runs all migrations, then reverts the last one, the last two and so on, and runs them again each time.
 * Returns the schema after each run: anything that a revert leaves behind shows as a difference.
 */
export async function migrateThereAndBack(
  database: Migrated,
): Promise<{ readonly first: Schema; readonly again: readonly Schema[] }> {
  const run = await database.runMigrations();
  const first = await database.query<Schema>(everything);
  const again: Schema[] = [];
  for (let back = 1; back <= run.length; back += 1) {
    for (let n = 0; n < back; n += 1) await database.undoLastMigration();
    await database.runMigrations();
    again.push(await database.query<Schema>(everything));
  }
  return { first, again };
}
