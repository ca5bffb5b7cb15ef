import { type Databases } from '../ledgers/databases.ts';
import { sortable } from './commit.ts';

/** A name is unique on its server; a slot belongs to one database. */
export const slotOf = (database: string): string => `holdfast_history_${database}`;
export const publication = 'holdfast_history';

/** Without a primary key, Postgres refuses updates of a published table that does not log whole rows. */
const tablesToLogWhole = `
  select c.oid::regclass::text as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relreplident <> 'f'
    and (c.relname = any($1) or not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary))`;

const prepared = `
  select exists (select from pg_publication where pubname = $1) as publication,
         exists (select from pg_replication_slots where slot_name = $2) as slot`;

/** Undefined if the server can hand out its history, otherwise why it cannot. */
export async function whyNoHistory(databases: Databases, database: string): Promise<string | undefined> {
  const [row] = await databases.query(
    database,
    `select current_setting('wal_level') as level, rolsuper as is_super
     from pg_roles where rolname = current_user`,
  );
  if (row?.['level'] !== 'logical')
    return `its Postgres runs with wal_level=${String(row?.['level'])}, not logical`;
  if (row['is_super'] !== true) return 'the suite is not a superuser of its Postgres';
  return undefined;
}

/**
 * Publishes every table of a database and creates its slot. Rows of `wholeTables` are logged with all their
 * columns before each change. Resolves to where the slot begins. Safe to repeat. For a stack that the suite
 * deletes: a slot without a reader keeps all of the log.
 */
export async function prepareDatabase(
  databases: Databases,
  database: string,
  wholeTables: readonly string[],
): Promise<string> {
  const slot = slotOf(database);
  const [is] = await databases.query(database, prepared, [publication, slot]);
  if (is?.['publication'] !== true)
    await databases.query(
      database,
      `create publication ${publication} for all tables with (publish_via_partition_root = true)`,
    );
  for (const { name } of await databases.query(database, tablesToLogWhole, [wholeTables]))
    await databases.query(database, `alter table ${String(name)} replica identity full`);
  if (is?.['slot'] !== true)
    await databases.query(database, `select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot]);
  const [{ lsn } = {}] = await databases.query(
    database,
    'select confirmed_flush_lsn::text as lsn from pg_replication_slots where slot_name = $1',
    [slot],
  );
  return sortable(String(lsn));
}
