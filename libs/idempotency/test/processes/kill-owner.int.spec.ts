import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { boundaries, noteBoundaries, wholeOrder } from '../ordering.fixture.ts';
import { type Said, type Shop, Town } from './town.fixture.ts';

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

/** A fresh process stops with each of these requests at its boundary, and is killed there. */
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

/** The same bytes in every process, and nothing runs. */
async function expectReplays({ route, key }: Work, body: string): Promise<void> {
  for (const shop of [second, third])
    expect(await shop.ask(route, key, key)).toEqual({ status: 201, body, isReplay: true });
}

beforeAll(async () => {
  town = await Town.open();
  [second, third] = await Promise.all([town.openShop(), town.openShop()]);
});
afterAll(() => town.close());

describe('when a process is killed that has work at every boundary', () => {
  const [retried, abandoned] = ['retried', 'abandoned'].map((fate) => [
    ...standing('/orders', boundaries, fate),
    ...standing('/notes', noteBoundaries, fate),
  ]) as [Work[], Work[]];
  const of = (route: string, works: readonly Work[]): Work[] => works.filter((work) => work.route === route);
  const told = new Map<string, Said>();
  let completed: string;

  beforeAll(async () => {
    await town.endLease(await die([...retried, ...abandoned]));
    const retry = async ({ route, key }: Work): Promise<unknown> =>
      told.set(key, await second.untilAnswered(route, key, key));
    await Promise.all(retried.map(retry));
    completed = (await third.ask('/complete')).body;
  });

  it.each(of('/orders', retried))('an order $boundary ends once by the retry of its client', async (work) => {
    await expectOneOrder(work.key);
    expect(told.get(work.key)).toMatchObject({ isReplay: work.boundary === 'before the answer' });
    await expectReplays(work, told.get(work.key)?.body ?? '');
  });

  it('the completer of another process takes those over that were claimed and are not done', () => {
    expect(completed).toBe(JSON.stringify({ taken: boundaries.length - 2, failures: [] }));
  });

  it.each(of('/orders', abandoned).slice(1))(
    'an order $boundary ends once though nobody comes back',
    async (work) => {
      expect(await town.stateOf(work.key)).toBe('done');
      await expectOneOrder(work.key);
      await expectReplays(work, (await second.order(work.key, work.key)).body);
    },
  );

  it('an order before the claim leaves nothing when nobody comes back', async () => {
    const { key } = abandoned[0]!;
    expect([town.provider.steps(key), await town.stateOf(key)]).toEqual([[], undefined]);
  });

  it.each(of('/notes', retried))(
    'a local transaction $boundary has its one effect by a retry',
    async (work) => {
      expect(await town.written(work.key)).toEqual(['noted']);
      expect(told.get(work.key)).toMatchObject({ isReplay: work.boundary === 'before the answer' });
      await expectReplays(work, told.get(work.key)?.body ?? '');
    },
  );

  it.each(of('/notes', abandoned))(
    'a local transaction $boundary leaves all or nothing',
    async ({ boundary, key }) => {
      expect(await town.written(key)).toEqual(boundary === 'before the answer' ? ['noted'] : []);
    },
  );
});

describe('an order whose process is killed', () => {
  it('is left alone while the lease of that process lasts, and ended by a completer some 5 s after its death', async () => {
    await town.openShop({ hasCompleter: true });
    const [work] = standing('/orders', ['while charging'], 'leased') as [Work];
    await die([work]);
    const diedAt = performance.now();
    expect((await second.order(work.key, work.key)).body).toBe('idempotency_in_flight');
    await eventually(async () => expect(await town.stateOf(work.key)).toBe('done'), { intervalMs: 100 });
    const endedAfterMs = performance.now() - diedAt;
    // The last renewal was up to 1 s before its death; a completer looks each second, and this machine may be busy.
    expect(endedAfterMs).toBeGreaterThan(3_500);
    expect(endedAfterMs).toBeLessThan(10_000);
    await expectOneOrder(work.key);
  });
});
