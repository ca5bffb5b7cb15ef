import { backgroundComment } from '@holdfast/service-defaults';
import { type Pool } from 'pg';
import { carriedKeys, droppedDays, strayKeys } from '../idempotency.metrics.ts';
import { blockRanges } from './block-range.ts';

/** Days that ended longer ago than `$1` ms, oldest first. */
const pastDays = `${backgroundComment}
  select day::text, (pg_relation_size(c.oid) / current_setting('block_size')::integer)::float8 as blocks
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
    cross join to_date(substring(c.relname from '\\d{4}_\\d\\d_\\d\\d$'), 'YYYY_MM_DD') as day
  where i.inhparent = 'idempotency_key'::regclass
    and (day + 1)::timestamp at time zone 'utc' < statement_timestamp() - $1::bigint * interval '1 millisecond'
  order by day`;

const carryLate = `${backgroundComment}
  update idempotency_key set day = idempotency_today()
  where day <= $1::date and ctid >= $2::tid and ctid < $3::tid
    and finished_at > statement_timestamp() - $4::bigint * interval '1 millisecond'`;

export interface DaysKept {
  readonly made: number;
  readonly carried: number;
  readonly dropped: number;
  /** Keys in the default partition, up to 10,000: their day's partition was not created in time. */
  readonly strays: number;
}

/** Creates the partitions of the next days and drops those older than `keepMs`, until `isStopping`. */
export async function keepDays(pool: Pool, keepMs: number, isStopping: () => boolean): Promise<DaysKept> {
  const made = await one<number>(pool, `${backgroundComment} select idempotency_make_days() as value`);
  const { rows: days } = await pool.query<{ day: string; blocks: number }>(pastDays, [keepMs]);
  const kept = { made, carried: 0, dropped: 0 };
  for (const { day, blocks } of days) {
    const carried = await carryForward(pool, day, blocks, keepMs, isStopping);
    kept.carried += carried;
    carriedKeys.inc(carried);
    if (isStopping()) break;
    if (
      !(await one<boolean>(pool, `${backgroundComment} select idempotency_drop_day($1::date) as value`, [
        day,
      ]))
    )
      break;
    kept.dropped += 1;
    droppedDays.inc();
  }
  const strays =
    (await pool.query(`${backgroundComment} select from idempotency_key_default limit 10000`)).rowCount ?? 0;
  strayKeys.set(strays);
  return { ...kept, strays };
}

async function carryForward(
  pool: Pool,
  day: string,
  blocks: number,
  keepMs: number,
  isStopping: () => boolean,
): Promise<number> {
  let carried = await one<number>(
    pool,
    `${backgroundComment} select idempotency_carry_unfinished($1::date) as value`,
    [day],
  );
  for (const range of blockRanges(blocks)) {
    if (isStopping()) break;
    carried += (await pool.query(carryLate, [day, ...range, keepMs])).rowCount ?? 0;
  }
  return carried;
}

async function one<T>(pool: Pool, text: string, values: readonly unknown[] = []): Promise<T> {
  const { rows } = await pool.query<{ value: T }>(text, [...values]);
  return (rows[0] as { value: T }).value;
}
