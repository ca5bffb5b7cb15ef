import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import {
  complete,
  type Execution,
  IdempotencyKeys,
  jsonResponse,
  type Operation,
  type Write,
} from '../../src/index.ts';
import { createIdempotencySchema } from '../../src/schema.ts';
import { effectTable, ordering, orderRequest, type OrderingDeps, wholeOrder } from '../ordering.fixture.ts';
import { codeOf } from '../placing.fixture.ts';
import { FakeProvider } from '../provider.fixture.ts';
import { watchStatements } from '../watched-pool.fixture.ts';

/** Slows every change of a key down, so that two batches over the same keys conflict. */
const slowly = `
  create function slowly() returns trigger language plpgsql as $$
  begin
    perform pg_sleep(0.002);
    return new;
  end $$;
  create trigger slowly before update on idempotency_key for each row execute function slowly()`;

/** The scheduler decides if two batches meet: in most rounds on an idle machine, in fewer on a busy one. */
const [fewestRounds, mostRounds] = [5, 50];

let database: TestDatabase;
let pool: Pool;
let deadlocks = 0;
const provider = new FakeProvider();

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 20, options: '-c deadlock_timeout=50ms' });
  pool.on('error', () => undefined);
  watchStatements(pool, (_, ended) => {
    ended.catch(({ code }: { code?: string }) => (deadlocks += code === '40P01' ? 1 : 0));
  });
  for (const sql of [createIdempotencySchema, effectTable, slowly]) await pool.query(sql);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const order = (item: string, owner: IdempotencyKeys, deps: Partial<OrderingDeps> = {}): Promise<Execution> =>
  owner.execute(orderRequest(item, item), ordering({ call: provider.call, ...deps }), item);

describe('batches over the same keys, in opposite order', () => {
  it('may deadlock, and still complete: one effect per call and one response each', async () => {
    let rounds = 0;
    while (rounds < fewestRounds || (deadlocks === 0 && rounds < mostRounds)) {
      rounds += 1;
      const items = Array.from({ length: 40 }, (_, n) => `item ${rounds} ${n}`);
      const [zombie, successor] = [1, 2].map(() => new IdempotencyKeys(pool, { leaseMs: 60_000 }));
      const { promise: mayEnd, resolve: wakeUp } = Promise.withResolvers<void>();
      let charged = 0;
      const reach = (at: string): Promise<void> =>
        at === 'after charging' ? ((charged += 1), mayEnd) : Promise.resolve();
      const late = items.map((item) => codeOf(order(item, zombie!, { reach })));
      await eventually(() => expect(charged).toBe(items.length));
      await zombie!.lease.end();
      await successor!.lease.held();
      wakeUp();
      const early = items.toReversed().map((item) => eventually(() => order(item, successor!)));
      await Promise.all(early);
      for (const code of await Promise.all(late))
        expect(code).toMatch(/^(no problem|idempotency_in_flight)$/);
      for (const item of items) expect(provider.steps(item)).toEqual(['reserve', 'charge']);
      await successor!.lease.end();
    }
    const { rows } = await pool.query<{ steps: string[]; orders: number }>(
      `select steps, count(*)::integer as orders from (
         select array_agg(step order by step) as steps from effect group by operation_id) as each group by steps`,
    );
    expect(rows).toEqual([{ steps: wholeOrder, orders: rounds * 40 }]);
    expect(deadlocks).toBeGreaterThan(0);
  });
});

describe('two orders whose own writes lock the same rows in opposite order', () => {
  const lock = (name: string, after: string, item: string): Write => ({
    name,
    after,
    given: { item: ['text', item] },
    text: `update stock s set sold = sold + 1 from given g where s.item = g.item
           returning g.operation_id, pg_sleep(0.1) is null as waited`,
  });

  const selling = (one: string, other: string): Operation<null> => ({
    name: `selling ${one}`,
    phases: [],
    begin: () =>
      complete(jsonResponse(201, { one, other }), [lock(one, 'claim', one), lock(other, one, other)]),
  });

  it('both succeed: the deadlock victim runs again', async () => {
    await pool.query(`create table stock as select unnest('{tea,rope}'::text[]) as item, 0 as sold`);
    const keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
    const before = deadlocks;
    const sold = [selling('tea', 'rope'), selling('rope', 'tea')].map((operation) =>
      keys.execute(orderRequest(operation.name), operation, null),
    );
    expect((await Promise.all(sold)).map(({ response }) => response.status)).toEqual([201, 201]);
    expect(deadlocks).toBeGreaterThan(before);
    expect((await pool.query('select sold from stock')).rows).toEqual([{ sold: 2 }, { sold: 2 }]);
    await keys.lease.end();
  });
});
