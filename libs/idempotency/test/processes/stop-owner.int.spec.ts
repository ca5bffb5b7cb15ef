import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { boundaries, noteBoundaries, wholeOrder } from '../ordering.fixture.ts';
import { type Said, type Shop, Town } from './town.fixture.ts';

let town: Town;
let first: Shop;
let second: Shop;

beforeAll(async () => {
  town = await Town.open();
  // The first is also where a transaction may stand still for a second at most.
  [first, second] = await Promise.all([town.openShop({ leaseMs: 1_000 }), town.openShop()]);
});
afterAll(() => town.close());

/** The first process stands still at the boundary until the second has ended the work, and then goes on. */
async function standStill(
  route: string,
  boundary: string,
  key: string,
): Promise<{ late: Said; early: Said }> {
  const stop = town.stopAt(boundary);
  const late = first.ask(route, key, key);
  await stop.isReached;
  first.process.pause();
  await town.endLease(first);
  const early = await second.untilAnswered(route, key, key);
  const before = await town.everythingOf(key);
  first.process.resume();
  stop.goOn();
  const told = { late: await late, early };
  expect(await town.everythingOf(key)).toEqual(before);
  return told;
}

describe('a process that stands still until another has taken its order over', () => {
  it.each(boundaries)(
    '%s, writes nothing when it goes on, and gives the other’s answer',
    async (boundary) => {
      const key = `stopped ${boundary}`;
      const { late, early } = await standStill('/orders', boundary, key);
      expect(late).toMatchObject({ status: 201, body: early.body });
      expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
      expect(await town.written(key)).toEqual(wholeOrder);
    },
  );
});

describe('a process that stands still until another is at work on its order', () => {
  it.each(boundaries.slice(1, -1))('%s, writes nothing when it goes on, and is refused', async (boundary) => {
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

describe('a process that stands still in a local transaction', () => {
  it.each(noteBoundaries)(
    '%s, loses its session in the end, and writes nothing when it goes on',
    async (boundary) => {
      const key = `stopped note ${boundary}`;
      const { late, early } = await standStill('/notes', boundary, key);
      expect(late).toMatchObject({ status: 201, body: early.body });
      expect(await town.written(key)).toEqual(['noted']);
    },
  );
});
