import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createIdempotencySchema, dropIdempotencySchema } from '../src/schema.ts';
import { partitionByDay, undoPartitionByDay } from '../src/partitions.ts';
import { KeysOnPostgres, placing, requestOf } from './placing.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(() => on.forget());
afterAll(() => on.close());

const run = async (statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await on.pool.query(statement);
};

const tomorrow = `
  create or replace function idempotency_today() returns date language sql stable as $$
    select (statement_timestamp() at time zone 'utc')::date + 1
  $$`;

/** The catalog's description of the tables and functions of keys, without object IDs. */
async function catalog(): Promise<unknown> {
  const { rows } = await on.pool.query(`
    select 'column' as kind, a.attrelid::regclass::text as of,
           concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as what
    from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    where a.attrelid::regclass::text ~ '^idempotency' and a.attnum > 0 and not a.attisdropped
    union all select 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where conrelid::regclass::text ~ '^idempotency'
    union all select 'index', indrelid::regclass::text, pg_get_indexdef(indexrelid)
    from pg_index where indrelid::regclass::text ~ '^idempotency'
    union all select 'function', proname, pg_get_functiondef(oid) from pg_proc where proname ~ '^idempotency'
    order by 1, 2, 3`);
  return rows;
}

/** Sends requests with new keys, and repeats some, until stopped. Returns every response. */
async function traffic(mayStop: { isTold: boolean }): Promise<{ runs: number; replays: number }> {
  const seen = { runs: 0, replays: 0 };
  const processes = [on.keys, on.newKeys()];
  const client = async (n: number): Promise<void> => {
    for (let i = 0; !mayStop.isTold; i += 1)
      for (const keys of processes) {
        const { isReplay } = await keys.execute(requestOf(`${n} ${i}`), placing('tea'), null);
        seen[isReplay ? 'replays' : 'runs'] += 1;
      }
  };
  await Promise.all(Array.from({ length: 6 }, (_, n) => client(n)));
  return seen;
}

describe('switching to partitions by day, and back', () => {
  it('fails no concurrent request, and runs none twice', async () => {
    const mayStop = { isTold: false };
    const ended = traffic(mayStop);
    while ((await on.effects()).length < 50) await new Promise(setImmediate);
    await run([...partitionByDay, 'select idempotency_make_days()']);
    const atMigration = (await on.effects()).length;
    while ((await on.effects()).length < atMigration + 50) await new Promise(setImmediate);
    mayStop.isTold = true;
    const { runs, replays } = await ended;
    expect(runs).toBe(replays);
    expect(await on.effects()).toHaveLength(2 * runs);
    await run(undoPartitionByDay);
  });

  it('keeps finished and unfinished keys, also for existing connections', async () => {
    const first = await on.keys.execute(requestOf('done'), placing('tea'), null);
    const dead = await on.dieCalling('unfinished');
    for (const [n, change] of [
      [...partitionByDay, 'select idempotency_make_days()', tomorrow],
      undoPartitionByDay,
    ].entries()) {
      await run(change);
      const again = await on.newKeys().execute(requestOf('done'), placing('tea'), null);
      expect([again.isReplay, again.response.body.toString()]).toEqual([true, first.response.body]);
      await on.newKeys().execute(requestOf(`new ${n}`), placing('tea'), null);
    }
    await on.endLeases();
    const successor = placing('tea');
    await on.newKeys().execute(requestOf('unfinished'), successor, null);
    expect(successor.calls).toEqual(dead.calls);
    const { rows } = await on.pool.query('select count(*)::integer as keys from idempotency_key');
    expect(rows).toEqual([{ keys: 4 }]);
  });

  it('leaves nothing behind', async () => {
    const before = await catalog();
    await run(partitionByDay);
    expect(await catalog()).not.toEqual(before);
    await run(undoPartitionByDay);
    expect(await catalog()).toEqual(before);
  });

  it('refuses an unknown version of the claim, and changes nothing', async () => {
    await run(partitionByDay.slice(0, 2));
    const changed = createIdempotencySchema.replaceAll(`p_mode = 'insert'`, `p_mode in ('insert')`);
    await run([
      `drop table idempotency_key; ${dropIdempotencySchema}`,
      changed,
      ...partitionByDay.slice(0, 2),
    ]);
    const before = await catalog();
    await expect(run(partitionByDay.slice(2))).rejects.toThrow('is not the expected version');
    expect(await catalog()).toEqual(before);
  });
});
