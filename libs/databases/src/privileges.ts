import pg from 'pg';

/** Closes a database to all but its owner, superusers and users granted by name. */
export const closeDatabase = (name: string): string =>
  `revoke all on database ${pg.escapeIdentifier(name)} from public`;

/**
 * Transfers everything that other users made in a database, including schemas, to the owner. Extension
 * objects stay.
 */
export const transferOwnership = (owner: string): string => `
do $$
declare
  new_owner constant regrole := ${pg.escapeLiteral(pg.escapeIdentifier(owner))};
  object text;
begin
  for object in
    with ours as (
      select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
    ), of_extension as (
      select classid, objid from pg_depend where deptype = 'e'
    )
    select format('schema %I', nspname) from ours where nspowner <> new_owner
    union all
    select format('%s %s', case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
                  c.oid::regclass)
    from pg_class c join ours on ours.oid = c.relnamespace
    where c.relowner <> new_owner and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass
                      and c.relkind = 'S' and d.deptype in ('a', 'i'))
      and not exists (select from of_extension where classid = 'pg_class'::regclass and objid = c.oid)
    union all
    select format('routine %s', p.oid::regprocedure)
    from pg_proc p join ours on ours.oid = p.pronamespace
    where p.proowner <> new_owner
      and not exists (select from of_extension where classid = 'pg_proc'::regclass and objid = p.oid)
    union all
    select format('type %s', t.oid::regtype)
    from pg_type t join ours on ours.oid = t.typnamespace
    where t.typowner <> new_owner and t.typtype in ('e', 'd', 'c') and coalesce(
        (select c.relkind = 'c' from pg_class c where c.oid = t.typrelid), true)
      and not exists (select from of_extension where classid = 'pg_type'::regclass and objid = t.oid)
  loop
    execute format('alter %s owner to %s', object, new_owner);
  end loop;
end $$`;

/** Grants access to the rows of all tables, existing and future. */
export function grantUsage(owner: string, user: string): string {
  const [by, to] = [pg.escapeIdentifier(owner), pg.escapeIdentifier(user)];
  const rows = 'select, insert, update, delete';
  return `
    revoke create on schema public from public;
    grant usage on schema public to ${to};
    grant ${rows} on all tables in schema public to ${to};
    grant usage, select on all sequences in schema public to ${to};
    alter default privileges for role ${by} in schema public grant ${rows} on tables to ${to};
    alter default privileges for role ${by} in schema public grant usage, select on sequences to ${to}`;
}

/** Grants reading of all tables in all schemas, existing and future. */
export function grantReading(owner: string, reader: string): string {
  const [by, to] = [pg.escapeIdentifier(owner), pg.escapeIdentifier(reader)];
  return `
    do $$
    declare
      schema text;
    begin
      for schema in
        select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
      loop
        execute format('grant usage on schema %I to %I', schema, ${pg.escapeLiteral(reader)});
        execute format('grant select on all tables in schema %I to %I', schema, ${pg.escapeLiteral(reader)});
      end loop;
    end $$;
    alter default privileges for role ${by} grant usage on schemas to ${to};
    alter default privileges for role ${by} grant select on tables to ${to}`;
}
