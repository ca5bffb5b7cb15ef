import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { leaseStatement, OutboxRows } from '../src/outbox-rows.ts';
import { createOutboxSchema } from '../src/schema.ts';
import { write } from './outbox-fixture.ts';

let own: TestDatabase;
let database: DataSource;
let rows: OutboxRows;

beforeAll(async () => {
  own = await testDatabase();
  database = await new DataSource({ type: 'postgres', url: own.url }).initialize();
  await database.query(createOutboxSchema);
  rows = new OutboxRows(database);
});
afterEach(() => database.query('truncate outbox'));
afterAll(async () => {
  await database.destroy();
  await own.drop();
});

const put = (name: string, aggregate?: string, queue = 'q'): Promise<string> =>
  write(database, { queue, name }, {}, aggregate === undefined ? {} : { aggregate });

async function namesLeased(size = 100): Promise<string[]> {
  return (await rows.lease(size)).rows.map(({ name }) => name);
}

const postgres = { generationId: null, runId: null };

const endLeases = (): Promise<unknown> =>
  database.query('update outbox set leased_until = clock_timestamp() where lease is not null');

describe('a lease', () => {
  it('is a fence: a relay cannot mark, release or refuse rows that another has taken over', async () => {
    await put('a');
    const late = await rows.lease(10);
    await endLeases();
    const now = await rows.lease(10);
    expect(now.rows).toEqual(late.rows);
    expect(await rows.mark(late, late.rows, postgres)).toEqual([]);
    expect(await rows.release(late, late.rows)).toBe(0);
    await rows.refuse(late, [{ row: late.rows[0]!, reason: 'no' }]);
    expect(await database.query('select refusals, published_at from outbox')).toEqual([
      { refusals: 0, published_at: null },
    ]);
    expect(await namesLeased()).toEqual([]);
    expect(await rows.mark(now, now.rows, postgres)).toMatchObject([{ rows: 1 }]);
  });

  it('outlasts its time as long as no other relay wants the rows', async () => {
    await put('a');
    const batch = await rows.lease(10);
    await endLeases();
    expect(await rows.mark(batch, batch.rows, postgres)).toMatchObject([{ rows: 1 }]);
  });

  it('takes rows of an aggregate together with all earlier ones, up to the batch size', async () => {
    for (const [name, aggregate] of [
      ['a1', 'a'],
      ['b1', 'b'],
      ['a2', 'a'],
      ['x', undefined],
      ['a3', 'a'],
    ] as const)
      await put(name, aggregate);
    expect(await namesLeased(3)).toEqual(['a1', 'b1', 'a2']);
    expect(await namesLeased()).toEqual(['x']);
    await endLeases();
    expect(await namesLeased()).toEqual(['a1', 'b1', 'a2', 'x', 'a3']);
  });

  it('keeps the order of an aggregate on each queue separately', async () => {
    await put('here', 'a', 'q');
    await put('there', 'a', 'other');
    expect(await namesLeased(1)).toEqual(['here']);
    expect(await namesLeased()).toEqual(['there']);
  });

  it('takes no row whose predecessor another relay is leasing', async () => {
    for (const name of ['a1', 'a2', 'a3']) await put(name, 'a');
    await put('b1', 'b');
    const other = database.createQueryRunner();
    await other.startTransaction();
    await other.query(`select from outbox where name = 'a2' for update`);
    expect(await namesLeased()).toEqual(['a1', 'b1']);
    await other.rollbackTransaction();
    await other.release();
  });

  it('is the last one if it searched all rows that are ready, even if it could not take each', async () => {
    for (const name of ['a1', 'a2', 'a3']) await put(name, 'a');
    const other = database.createQueryRunner();
    await other.startTransaction();
    await other.query(`select from outbox where name = 'a2' for update`);
    const full = await rows.lease(2);
    expect(full).toMatchObject({ rows: [{ name: 'a1' }], isLast: false });
    await rows.release(full, full.rows);
    expect(await rows.lease(3)).toMatchObject({ rows: [{ name: 'a1' }], isLast: true });
    expect(await rows.lease(3)).toMatchObject({ rows: [], isLast: true });
    await other.rollbackTransaction();
    await other.release();
  });

  it('follows the order in which rows were written, not that of their IDs', async () => {
    const [first, second] = ['00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001'];
    for (const id of [first, second])
      await database.query(
        `insert into outbox (message_id, queue, name, payload, attempts, aggregate) values ($1, 'q', 'made', '{}', 1, 'a')`,
        [id],
      );
    expect((await rows.lease(10)).rows.map((row) => row.message_id)).toEqual([first, second]);
  });

  it('skips the rest of a blocked aggregate of any length, and finds the rows behind it', async () => {
    await database.query(
      `insert into outbox (message_id, queue, name, payload, attempts, aggregate)
       select uuidv7(), 'q', 'hot', '{}', 1, 'hot' from generate_series(1, 2000)`,
    );
    await put('cold', 'cold');
    expect(await namesLeased(10)).toHaveLength(10);
    expect(await namesLeased(10)).toEqual(['cold']);
  });

  it('does not wait for the disk, and leaves the connection unchanged for others', async () => {
    const one = await new DataSource({ type: 'postgres', url: own.url, extra: { max: 1 } }).initialize();
    const statements: string[] = [];
    await put('a');
    const batch = await new OutboxRows({
      query: async <T>(text: string, values: unknown[]): Promise<T> => {
        const result = await one.query<T[]>(text, values);
        statements.push((result as { set_config?: string }[])[0]?.set_config ?? 'on');
        return result as T;
      },
    }).lease(1);
    expect(batch.rows).toHaveLength(1);
    expect(statements).toEqual(['off']);
    expect(await one.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    await one.destroy();
  });
});

describe('the plan of a lease', () => {
  const fill = async (published: number, unpublished: number): Promise<void> => {
    await database.query(
      `insert into outbox (message_id, queue, name, payload, attempts, aggregate, published_at)
       select uuidv7(), 'q', 'made', '{}', 1, 'order ' || n % 10000, case when n <= $1 then clock_timestamp() end
       from generate_series(1, $1::integer + $2::integer) n`,
      [published, unpublished],
    );
  };
  /** With `force_generic_plan`, the plan that a prepared statement keeps. */
  const plan = async (mode: string): Promise<string> => {
    const lines = await database.transaction(async (tx) => {
      await tx.query(`set local plan_cache_mode = ${mode}`);
      await tx.query(`prepare lease (integer, uuid, float8) as ${leaseStatement}`);
      const explained = `explain (analyze, timing off, costs off) execute lease`;
      const result = await tx.query<{ 'QUERY PLAN': string }[]>(
        `${explained} (250, '00000000-0000-7000-8000-000000000000', 10000)`,
      );
      await tx.query('deallocate lease');
      return result;
    });
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  };

  it.each([
    ['that are new', 'force_custom_plan'],
    ['from when everything was published', 'force_custom_plan'],
    ['that are new', 'force_generic_plan'],
    ['from when everything was published', 'force_generic_plan'],
  ])(
    'reads only a few index pages of the waiting rows, with statistics %s and %s',
    async (statistics, mode) => {
      await fill(20_000, 0);
      await database.query('vacuum analyze outbox');
      await fill(0, 20_000);
      if (statistics === 'that are new') await database.query('analyze outbox');
      const lines = await plan(mode);
      expect(lines).not.toMatch(/Seq Scan on outbox|Sort Key: o\.position|Hash/);
      expect(lines).toContain('outbox_waiting_by_aggregate');
      expect(lines).toMatch(/LockRows \(actual rows=250/);
    },
  );
});
