import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { boundaries, noteBoundaries, wholeOrder } from '../ordering.fixture.ts';
import { type ShopResponse, type Shop, Town } from './town.fixture.ts';

let town: Town;
let first: Shop;
let second: Shop;

beforeAll(async () => {
  town = await Town.open();
  // A transaction may stall at the first one for at most a second.
  [first, second] = await Promise.all([town.openShop({ leaseMs: 1_000 }), town.openShop()]);
});
afterAll(() => town.close());

/** Stalls the first process at the boundary until the second has completed the work, then resumes it. */
async function standStill(
  route: string,
  boundary: string,
  key: string,
): Promise<{ late: ShopResponse; early: ShopResponse }> {
  const stop = town.stopAt(boundary);
  const late = first.ask(route, key, key);
  await stop.isReached;
  first.process.pause();
  await town.endLease(first);
  const early = await second.untilFinished(route, key, key);
  const before = await town.everythingOf(key);
  first.process.resume();
  stop.goOn();
  const reported = { late: await late, early };
  expect(await town.everythingOf(key)).toEqual(before);
  return reported;
}

describe('a process that stalls until another has completed its order', () => {
  it.each(boundaries)(
    '%s, writes nothing when it resumes, and returns the other’s response',
    async (boundary) => {
      const key = `stopped ${boundary}`;
      const { late, early } = await standStill('/orders', boundary, key);
      expect(late).toMatchObject({ status: 201, body: early.body });
      expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
      expect(await town.written(key)).toEqual(wholeOrder);
    },
  );
});

describe('a process that stalls until another is running its order', () => {
  it.each(boundaries.slice(1, -1))('%s, writes nothing when it resumes, and is refused', async (boundary) => {
    const key = `overtaken ${boundary}`;
    const stop = town.stopAt(boundary, key);
    const late = first.order(key, key);
    await stop.isReached;
    first.process.pause();
    await town.endLease(first);
    const charging = town.stopAt('after charging', key);
    const early = second.order(key, key);
    await charging.isReached;
    const before = await town.everythingOf(key);
    first.process.resume();
    stop.goOn();
    expect((await late).body).toBe('idempotency_in_flight');
    expect(await town.everythingOf(key)).toEqual(before);
    charging.goOn();
    expect((await early).status).toBe(201);
    expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
    expect(await town.written(key)).toEqual(wholeOrder);
  });
});

describe('a process that stalls in a local transaction', () => {
  it.each(noteBoundaries)(
    '%s, finally loses its session, and writes nothing when it resumes',
    async (boundary) => {
      const key = `stopped note ${boundary}`;
      const { late, early } = await standStill('/notes', boundary, key);
      expect(late).toMatchObject({ status: 201, body: early.body });
      expect(await town.written(key)).toEqual(['noted']);
    },
  );
});
