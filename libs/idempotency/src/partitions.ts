/**
 * An optional layout for tables that outgrow one: a partition per day, so that forgetting a day means
 * dropping a table. A key is in the partition of the day it was first seen.
 *
 * Each partition has its own primary key, but nothing in Postgres keeps a key from being in two days.
 * `idempotency_claim` does, which on this layout decides about every claim: it searches all days before it
 * inserts, under the key's lock and in a separate statement. Without that search, a key that arrives before
 * and after midnight has two owners. The day only decides when a row is dropped: a clock set back, or a
 * statement that spans midnight, may put a key into an adjacent day, where it is still found.
 */

const insertion = `if has_lock and p_mode = 'insert' then`;
const reading = `select * into known from idempotency_key k where k.key_hash = p_key_hash;`;

/** A frozen snapshot would show the days as they were before the lock was taken. */
const searchAllDays = `if has_lock and current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'keys partitioned by day can only be claimed in read committed transactions';
  end if;
  if has_lock and p_mode = 'insert' then
    select * into known from idempotency_key k where k.key_hash = p_key_hash;
    if found then p_mode := 'resume'; end if;
  end if;
  `;

type Change = readonly [from: string, to: string];

/** The claim of the plain table and its counterpart by day. */
const byDay: readonly Change[] = [
  [reading, `if known.key_hash is null then ${reading} end if;`],
  [insertion, searchAllDays + insertion],
];

const quoted = (text: string): string => `$text$${text}$text$`;

const changed = ([from, to]: Change): string => `
  if strpos(claim, ${quoted(from)}) = 0 then
    raise exception 'this idempotency_claim is not the expected version';
  end if;
  claim := replace(claim, ${quoted(from)}, ${quoted(to)});`;

/**
 * Replaces the text of the same function object, so that connections with prepared statements run the new
 * text.
 */
const changeClaim = (changes: readonly Change[]): string => `
do $do$
declare
  claim text := pg_get_functiondef('idempotency_claim'::regproc);
begin
  ${changes.map(changed).join('')}
  execute claim;
end $do$;`;

/**
 * Restores the search through all days after a later migration has replaced the claim; run it in that
 * migration's transaction.
 */
export const claimByDay: string = changeClaim(byDay);

/**
 * The reaper's work of each hour, in steps of milliseconds: it creates the partitions of today and the next
 * three days, and drops those past the retention, after carrying forward unfinished keys and those that
 * finished late. An update of a row that moves would fail, so writers wait for that moment; what is left of
 * the day is finished, and finished rows never change. A step gives up until the next hour if another process
 * is at work, or if it would block others for half a second.
 *
 * If a day's partition was not created in time, its keys stay in the default partition until their retention
 * is over; the reaper deletes them there.
 */
const dayKeeping = `
create function idempotency_today() returns date language sql stable as $$
  select (statement_timestamp() at time zone 'utc')::date
$$;

create function idempotency_partition(p_day date) returns text language sql immutable as $$
  select 'idempotency_key_' || to_char(p_day, 'YYYY_MM_DD')
$$;

create function idempotency_keeps_days() returns boolean language plpgsql as $$
begin
  if strpos(pg_get_functiondef('idempotency_claim'::regproc), 'keys partitioned by day') = 0 then
    raise exception 'idempotency_claim was replaced and does not search all days: keys could have two owners';
  end if;
  perform set_config('lock_timeout', '500ms', true);
  return pg_try_advisory_xact_lock(hashtextextended('idempotency_keeps_days', 7));
end $$;

create function idempotency_make_days() returns integer language plpgsql as $$
declare
  next_day date;
  made integer := 0;
begin
  if not idempotency_keeps_days() then return 0; end if;
  for next_day in select idempotency_today() + ahead from generate_series(0, 3) ahead loop
    continue when to_regclass(idempotency_partition(next_day)) is not null
      or exists (select from idempotency_key_default where day = next_day);
    execute format('create table %I partition of idempotency_key (primary key (key_hash)) for values from (%L) to (%L)',
                   idempotency_partition(next_day), next_day, next_day + 1);
    made := made + 1;
  end loop;
  return made;
end $$;

create function idempotency_carry_unfinished(p_day date) returns integer language plpgsql as $$
declare
  carried integer;
begin
  if not idempotency_keeps_days() then return 0; end if;
  lock table only idempotency_key in exclusive mode;
  update idempotency_key set day = idempotency_today() where day <= p_day and state <> 'done';
  get diagnostics carried = row_count;
  return carried;
end $$;

create function idempotency_drop_day(p_day date) returns boolean language plpgsql as $$
begin
  if not idempotency_keeps_days() then return false; end if;
  lock table only idempotency_key in access exclusive mode;
  if exists (select from idempotency_key where day <= p_day and state <> 'done') then return false; end if;
  execute format('drop table if exists %I', idempotency_partition(p_day));
  return true;
end $$;`;

/**
 * Only the owner of the tables may create, empty and drop partitions, and the service is not the owner. So
 * these functions run as their creator, with a search path that finds the creator's tables before any
 * temporary ones.
 */
const asOwner = `
do $$
declare
  day_keeper regprocedure;
begin
  foreach day_keeper in array array[
    'idempotency_make_days()', 'idempotency_carry_unfinished(date)', 'idempotency_drop_day(date)']::regprocedure[] loop
    execute format('alter function %s security definer set search_path = %I, pg_temp', day_keeper, current_schema());
  end loop;
end $$;`;

/**
 * Keeps other transactions out while tables are renamed. It waits for running ones, and all others wait for
 * it.
 */
const alone = `set local lock_timeout = '5s'; set local statement_timeout = 0; lock table idempotency_key in access exclusive mode;`;

/**
 * Switches to partitions by day while requests continue: the existing table becomes the partition of all days
 * up to today, and nothing is copied. Run each statement in a transaction of its own. The first and the last
 * block requests for milliseconds; the second reads the table once and blocks none. In a single transaction
 * they work too, but then requests wait for that read. The reaper detects the layout automatically. Foreign
 * keys to the table are not supported.
 */
export const partitionByDay: readonly string[] = [
  `${alone}
  alter table idempotency_key
    add column day date not null default '-infinity',
    add constraint idempotency_key_before check (day = '-infinity') not valid;`,

  // Proves to the next statement that every row belongs to the past.
  `set local statement_timeout = 0;
  alter table idempotency_key validate constraint idempotency_key_before;`,

  `${alone}
  ${dayKeeping}
  ${asOwner}
  do $$
  declare
    before text := idempotency_partition(idempotency_today());
    index record;
  begin
    execute format('alter table idempotency_key rename to %I', before);
    execute format('create table idempotency_key (like %I including defaults including constraints) partition by range (day)', before);
    alter table idempotency_key
      drop constraint idempotency_key_before,
      alter column day set default idempotency_today();
    for index in
      select c.relname as name, pg_get_indexdef(c.oid) as definition
      from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = before::regclass and not i.indisprimary
    loop
      execute format('alter index %I rename to %I', index.name, replace(index.name, 'idempotency_key', before));
      execute replace(index.definition, before, 'idempotency_key');
    end loop;
    execute format('alter table idempotency_key attach partition %I for values from (minvalue) to (%L)',
                   before, idempotency_today() + 1);
    execute format('alter table %I drop constraint idempotency_key_before', before);
    create table idempotency_key_default partition of idempotency_key (primary key (key_hash)) default;
  end $$;
  ${claimByDay}`,
];

/**
 * Switches back to one table. Copies all rows while requests wait; requests in progress at that moment may
 * fail.
 */
export const undoPartitionByDay: readonly string[] = [
  `${alone}
  do $$
  declare
    index text;
    indexes text[] := array(
      select replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') from pg_index where indrelid = 'idempotency_key'::regclass);
    columns text;
  begin
    alter table idempotency_key rename to idempotency_key_by_day;
    create table idempotency_key (like idempotency_key_by_day including defaults including constraints);
    alter table idempotency_key drop column day;
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute where attrelid = 'idempotency_key'::regclass and attnum > 0 and not attisdropped;
    execute format('insert into idempotency_key (%1$s) select %1$s from idempotency_key_by_day', columns);
    drop table idempotency_key_by_day;
    alter table idempotency_key add constraint idempotency_key_pkey primary key (key_hash);
    foreach index in array indexes loop execute index; end loop;
  end $$;
  drop function idempotency_drop_day, idempotency_carry_unfinished, idempotency_make_days, idempotency_keeps_days,
    idempotency_partition, idempotency_today;
  ${changeClaim(byDay.toReversed().map(([plain, day]) => [day, plain]))}`,
];
