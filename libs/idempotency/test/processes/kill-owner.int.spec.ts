import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { boundaries, noteBoundaries, wholeOrder } from '../ordering.fixture.ts';
import { type ShopResponse, type Shop, Town } from './town.fixture.ts';

let town: Town;
let second: Shop;
let third: Shop;

interface Work {
  readonly route: string;
  readonly boundary: string;
  readonly key: string;
}

const standing = (route: string, at: readonly string[], fate: string): Work[] =>
  at.map((boundary) => ({ route, boundary, key: `${route} ${boundary}, ${fate}` }));

/** Stops a new process with each of these requests at its boundary, and kills it there. */
async function die(works: readonly Work[]): Promise<Shop> {
  const owner = await town.openShop();
  const stops = works.map(({ boundary, key }) => town.stopAt(boundary, key));
  const lost = works.map(({ route, key }) => owner.ask(route, key, key).catch(() => 'no answer'));
  await Promise.all(stops.map(({ isReached }) => isReached));
  await owner.process.kill();
  expect(new Set(await Promise.all(lost))).toEqual(new Set(['no answer']));
  return owner;
}

async function expectOneOrder(key: string): Promise<void> {
  expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
  expect(await town.written(key)).toEqual(wholeOrder);
}

/** Expects the same bytes from every process, and nothing to run. */
async function expectReplays({ route, key }: Work, body: string): Promise<void> {
  for (const shop of [second, third])
    expect(await shop.ask(route, key, key)).toEqual({ status: 201, body, isReplay: true });
}

beforeAll(async () => {
  town = await Town.open();
  [second, third] = await Promise.all([town.openShop(), town.openShop()]);
});
afterAll(() => town.close());

describe('when a process with work at every boundary is killed', () => {
  const [retried, abandoned] = ['retried', 'abandoned'].map((fate) => [
    ...standing('/orders', boundaries, fate),
    ...standing('/notes', noteBoundaries, fate),
  ]) as [Work[], Work[]];
  const of = (route: string, works: readonly Work[]): Work[] => works.filter((work) => work.route === route);
  const reported = new Map<string, ShopResponse>();
  let completed: string;

  beforeAll(async () => {
    await town.endLease(await die([...retried, ...abandoned]));
    const retry = async ({ route, key }: Work): Promise<unknown> =>
      reported.set(key, await second.untilFinished(route, key, key));
    await Promise.all(retried.map(retry));
    completed = (await third.ask('/complete')).body;
  });

  it.each(of('/orders', retried))(
    'an order $boundary completes once, by the retry of its client',
    async (work) => {
      await expectOneOrder(work.key);
      expect(reported.get(work.key)).toMatchObject({ isReplay: work.boundary === 'before the response' });
      await expectReplays(work, reported.get(work.key)?.body ?? '');
    },
  );

  it('the completer of another process takes over those that were claimed and are not done', () => {
    expect(completed).toBe(JSON.stringify({ taken: boundaries.length - 2, failures: [] }));
  });

  it.each(of('/orders', abandoned).slice(1))(
    'an order $boundary completes once without a client',
    async (work) => {
      expect(await town.stateOf(work.key)).toBe('done');
      await expectOneOrder(work.key);
      await expectReplays(work, (await second.order(work.key, work.key)).body);
    },
  );

  it('an order before the claim leaves nothing without a retry', async () => {
    const { key } = abandoned[0]!;
    expect([town.provider.steps(key), await town.stateOf(key)]).toEqual([[], undefined]);
  });

  it.each(of('/notes', retried))(
    'a local transaction $boundary has one effect after a retry',
    async (work) => {
      expect(await town.written(work.key)).toEqual(['noted']);
      expect(reported.get(work.key)).toMatchObject({ isReplay: work.boundary === 'before the response' });
      await expectReplays(work, reported.get(work.key)?.body ?? '');
    },
  );

  it.each(of('/notes', abandoned))(
    'a local transaction $boundary leaves all or nothing',
    async ({ boundary, key }) => {
      expect(await town.written(key)).toEqual(boundary === 'before the response' ? ['noted'] : []);
    },
  );
});

describe('an order whose process is killed', () => {
  it('is not taken over while the lease of that process lasts, and completed about 5 s after the crash', async () => {
    await town.openShop({ hasCompleter: true });
    const [work] = standing('/orders', ['while charging'], 'leased') as [Work];
    await die([work]);
    const { leaseUntil } = await town.timesOf(work.key);
    expect((await second.order(work.key, work.key)).body).toBe('idempotency_in_flight');
    await eventually(async () => expect(await town.stateOf(work.key)).toBe('done'), { intervalMs: 100 });
    const afterLeaseMs = (await town.timesOf(work.key)).doneAt - leaseUntil;
    // The lease is 5 s; completers poll each second, and this machine may be busy.
    expect(afterLeaseMs).toBeGreaterThan(0);
    expect(afterLeaseMs).toBeLessThan(10_000);
    await expectOneOrder(work.key);
  });
});
