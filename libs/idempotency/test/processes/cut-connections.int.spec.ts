import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresPool } from '@holdfast/service-defaults/database';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import {
  absent,
  type Execution,
  IdempotencyKeys,
  jsonResponse,
  type StoredResponse,
} from '../../src/index.ts';
import { createIdempotencySchema } from '../../src/schema.ts';
import { type Cut, cuts, CuttingProxy } from '../cutting-proxy.fixture.ts';
import { type Boundary, effectTable, ordering, orderRequest, wholeOrder } from '../ordering.fixture.ts';
import { FakeProvider } from '../provider.fixture.ts';

const rounds = 3;

/**
 * Slows every change of a key down to `pace.ms` ms, so that Postgres still runs the first try when the second
 * comes.
 */
const pace = `
  create table pace as select 0 as ms;
  create function keep_pace() returns trigger language plpgsql as $$
  begin
    perform pg_sleep(ms / 1000.0) from pace where ms > 0;
    return new;
  end $$;
  create trigger keep_pace before insert or update on idempotency_key for each row execute function keep_pace()`;

let database: TestDatabase;
let proxy: CuttingProxy;
const provider = new FakeProvider();
/** Through the proxy, and around it. */
let pool: Pool;
let direct: Pool;
let keys: IdempotencyKeys;

beforeAll(async () => {
  database = await testDatabase();
  proxy = await CuttingProxy.to(database.url);
  direct = new Pool({ connectionString: database.url });
  // One connection: nothing may need a second one while it holds the first.
  pool = new Pool({ ...postgresPool, connectionString: proxy.url, max: 1 });
  for (const each of [direct, pool]) each.on('error', () => undefined);
  await direct.query(createIdempotencySchema);
  await direct.query(effectTable);
  await direct.query(pace);
  keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
  await keys.lease.held();
});
afterAll(async () => {
  await keys.lease.end();
  await Promise.all([pool.end(), direct.end()]);
  await proxy.close();
  await database.drop();
});

type OrderingDeps = Parameters<typeof ordering>[0];

const request = (item: string) => orderRequest(`key of ${item}`, item);

const order = (
  item: string,
  { deps = {}, over = {}, owner = keys }: Partial<Ordering> = {},
): Promise<Execution> => owner.execute(request(item), ordering({ call: provider.call, ...deps }, over), item);

interface Ordering {
  readonly deps: Partial<OrderingDeps>;
  readonly over: Parameters<typeof ordering>[1];
  readonly owner: IdempotencyKeys;
}

/** A process that crashes while it charges, and whose lease has expired. */
const dieCharging = async (item: string): Promise<void> => {
  const dead = new IdempotencyKeys(direct, { leaseMs: 60_000 });
  const { promise: isCharging, resolve: charges } = Promise.withResolvers<void>();
  const call: OrderingDeps['call'] = (step, key) => {
    if (step === 'reserve') return provider.call(step, key, item);
    charges();
    return new Promise<string>(() => undefined);
  };
  void order(item, { owner: dead, deps: { call } });
  await isCharging;
  await dead.lease.end();
};

/** A call whose response is lost; `meanwhile` runs after its effect. */
const losing =
  (lost: 'reserve' | 'charge', meanwhile = (): void => undefined): OrderingDeps['call'] =>
  async (step, key, item) => {
    const result = await provider.call(step, key, item);
    if (step !== lost) return result;
    meanwhile();
    throw new Error('no answer');
  };

const loseCharge = async (item: string): Promise<void> => {
  await expect(order(item, { deps: { call: losing('charge') } })).rejects.toThrow('no answer');
};

/** A charge that the provider has reported as unknown for more than a minute. */
const loseUnseenCharge = async (item: string): Promise<void> => {
  const call: OrderingDeps['call'] = (step, key) =>
    step === 'reserve' ? provider.call(step, key, item) : Promise.reject(new Error('no answer'));
  await expect(order(item, { deps: { call } })).rejects.toThrow('no answer');
  await direct.query(
    `update idempotency_key set tries = 3, absent_at = clock_timestamp() - interval '61 seconds' where key_hash = $1`,
    [request(item).keyHash],
  );
};

/** The first try of an order: call `cut` right before the statement to cut is sent. */
interface Scene {
  readonly prepare?: (item: string) => Promise<unknown>;
  readonly first: (item: string, cut: () => void) => Promise<Execution>;
}

const cutAt =
  (boundary: Boundary): Scene['first'] =>
  (item, cut) =>
    order(item, {
      deps: { reach: (at) => Promise.resolve(at === boundary ? cut() : undefined) },
    });

const lookThenCut: Scene['first'] = (item, cut) => {
  let cutOnce = cut;
  const readBack = (): Promise<typeof absent> => {
    cutOnce();
    cutOnce = () => undefined;
    return Promise.resolve(absent);
  };
  return order(item, { deps: { call: losing('charge') }, over: { charge: { readBack } } });
};

const scenes: Record<string, Scene> = {
  'the claim': { first: cutAt('before the claim') },
  'the commit between two calls': { first: cutAt('before reserving') },
  'the commit of the answer': { first: cutAt('before charging') },
  'the claim that takes over from a dead owner': { prepare: dieCharging, first: cutAt('before the claim') },
  'the claim that resumes after a failure': { prepare: loseCharge, first: cutAt('before the claim') },
  'the commit that gives a key back': {
    first: (item, cut) => order(item, { deps: { call: losing('charge', cut) } }),
  },
  'the commit of a new attempt': { prepare: loseUnseenCharge, first: lookThenCut },
};

const note = (item: string, owner: IdempotencyKeys, beforeCommit = (): void => undefined) =>
  owner.transact(request(item), 'noting', async (tx, operationId) => {
    await tx.query(`insert into effect values ($1, $2, 'noted')`, [operationId, item]);
    beforeCommit();
    return jsonResponse(201, { operationId });
  });

/** Retries immediately while it is refused. */
const untilFinished = (
  first: () => Promise<Execution>,
  again: () => Promise<Execution>,
): Promise<StoredResponse> => {
  let ask = first;
  return eventually(
    async () => {
      const asking = ask();
      ask = again;
      return (await asking).response;
    },
    { timeoutMs: 2_000, intervalMs: 5 },
  );
};

const steps = async (item: string): Promise<string[]> => {
  const { rows } = await direct.query<{ step: string }>(
    `select step from effect join idempotency_key using (operation_id) where key_hash = $1 order by step`,
    [request(item).keyHash],
  );
  return rows.map(({ step }) => step);
};

const table = (commits: readonly string[]) =>
  commits.flatMap((commit) => cuts.map((cut) => [commit, cut] as const));

/** Runs `round` several times, each with its own item, and checks that its cut was made. */
const repeat = async (commit: string, cut: Cut, round: (item: string) => Promise<void>): Promise<void> => {
  await direct.query('update pace set ms = $1', [cut === 'while it is running' ? 20 : 0]);
  for (let n = 1; n <= rounds; n += 1) {
    const before = proxy.cutsMade;
    await round(`${commit} ${cut} ${n}`);
    expect(proxy.cutsMade - before).toBe(1);
  }
};

const expectReplay = async (
  again: (owner: IdempotencyKeys) => Promise<Execution>,
  response: StoredResponse,
) => {
  const replayed = await again(new IdempotencyKeys(direct, { leaseMs: 60_000 }));
  expect([replayed.isReplay, replayed.response.body.toString()]).toEqual([true, response.body.toString()]);
};

describe('an order whose connection breaks', () => {
  it.each(table(Object.keys(scenes)))(
    'at %s, %s, has one effect per call, and one immediate response',
    (commit, cut) =>
      repeat(commit, cut, async (item) => {
        const { prepare, first } = scenes[commit]!;
        await prepare?.(item);
        const response = await untilFinished(
          () => first(item, () => proxy.cutNext(cut)),
          () => order(item),
        );
        expect(provider.steps(item)).toEqual(['reserve', 'charge']);
        expect(await steps(item)).toEqual(wholeOrder);
        await expectReplay((owner) => order(item, { owner }), response);
      }),
  );
});

describe('an order that gives its key back', () => {
  it.each(cuts)('reports why, although its connection breaks at that commit, %s', (cut) =>
    repeat('giving back', cut, async (item) => {
      const call = losing('charge', () => proxy.cutNext(cut));
      await expect(order(item, { deps: { call } })).rejects.toThrow('no answer');
    }),
  );
});

describe('a local transaction whose connection breaks', () => {
  const first: Record<string, (item: string, cut: () => void) => Promise<Execution>> = {
    'its beginning': (item, cut) => (cut(), note(item, keys)),
    'its commit': (item, cut) => note(item, keys, cut),
  };

  it.each(table(Object.keys(first)))('at %s, %s, has one effect, and one immediate response', (commit, cut) =>
    repeat(commit, cut, async (item) => {
      const response = await untilFinished(
        () => first[commit]!(item, () => proxy.cutNext(cut)),
        () => note(item, keys),
      );
      expect(await steps(item)).toEqual(['noted']);
      await expectReplay((owner) => note(item, owner), response);
    }),
  );
});

describe('a connection that broke before anything was sent over it', () => {
  it.each<[string, (item: string) => Promise<Execution>]>([
    ['an order', (item) => order(item)],
    ['a local transaction', (item) => note(item, keys)],
  ])('is replaced, and %s does not notice', async (_, ask) => {
    proxy.cutNext('before it arrives');
    expect((await ask(`unnoticed ${_}`)).response.status).toBe(201);
    expect(proxy.isArmed).toBe(false);
  });
});

describe('a completer whose connection breaks during a takeover', () => {
  const completer = (): IdempotencyKeys => {
    const made = new IdempotencyKeys(pool, { leaseMs: 60_000 });
    made.register(ordering({ call: provider.call }));
    return made;
  };
  const age = (item: string): Promise<unknown> =>
    direct.query(
      `update idempotency_key set lease_until = lease_until - interval '6 seconds' where key_hash = $1`,
      [request(item).keyHash],
    );

  it.each(cuts)('%s, completes the operation with its next polls, without a client', (cut) =>
    repeat('taking over', cut, async (item) => {
      await dieCharging(item);
      const made = completer();
      await made.lease.held();
      proxy.cutNext(cut);
      await made.completeAbandoned(10).catch(() => undefined);
      await age(item);
      await eventually(async () => {
        await made.completeAbandoned(10);
        expect(await steps(item)).toEqual(wholeOrder);
      });
      expect(provider.steps(item)).toEqual(['reserve', 'charge']);
      await made.lease.end();
    }),
  );

  it('skips the active operations of its own process, however long they take', async () => {
    const { promise: mayEnd, resolve: endCharging } = Promise.withResolvers<void>();
    const made = completer();
    const first = order('slow', {
      owner: made,
      deps: { reach: (at) => (at === 'after charging' ? mayEnd : Promise.resolve()) },
    });
    await eventually(() => expect(provider.steps('slow')).toEqual(['reserve', 'charge']));
    await age('slow');
    expect(await made.completeAbandoned(10)).toEqual({ taken: 0, done: 0, failures: [] });
    endCharging();
    expect((await first).isReplay).toBe(false);
    await made.lease.end();
  });
});
