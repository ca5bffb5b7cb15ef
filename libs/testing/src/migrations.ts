/** TypeORM's DataSource fits. */
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

/** Runs all migrations, undoes all, and runs them again. Gives the schema after the first time and after the second. */
export async function migrateThereAndBack(
  database: Migrated,
): Promise<{ readonly first: readonly unknown[]; readonly second: readonly unknown[] }> {
  const run = await database.runMigrations();
  const first = await database.query<unknown[]>(everything);
  for (let n = 0; n < run.length; n += 1) await database.undoLastMigration();
  await database.runMigrations();
  return { first, second: await database.query<unknown[]>(everything) };
}
