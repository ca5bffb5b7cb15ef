import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wholeOrder } from '../ordering.fixture.ts';
import { type ShopResponse, type Shop, Town } from './town.fixture.ts';

let town: Town;
let shops: Shop[];

beforeAll(async () => {
  town = await Town.open();
  shops = await Promise.all([town.openShop(), town.openShop(), town.openShop()]);
});
afterAll(() => town.close());

const shop = (n: number): Shop => shops[n % shops.length]!;
const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix} ${n}`);

/** One effect per call, the rows of one order, and one response besides the 409s. */
async function expectOneOrder(key: string, said: readonly ShopResponse[]): Promise<void> {
  const responses = new Set(said.filter(({ status }) => status === 201).map(({ body }) => body));
  expect(responses.size).toBe(1);
  const refused = said.filter(({ status }) => status !== 201);
  expect(refused.every(({ body }) => body === 'idempotency_in_flight')).toBe(true);
  expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
  expect(await town.written(key)).toEqual(wholeOrder);
}

describe('races', () => {
  it('let one of 50 duplicates in three processes run, for each of 10 concurrent keys', async () => {
    const keys = numbered(10, 'duplicates');
    const said = await Promise.all(
      keys.map((key) => Promise.all(Array.from({ length: 50 }, (_, n) => shop(n).order(key, key)))),
    );
    for (const [n, key] of keys.entries()) {
      await expectOneOrder(key, [
        ...said[n]!,
        ...(await Promise.all(shops.map((each) => each.order(key, key)))),
      ]);
      expect(said[n]!.filter(({ status, isReplay }) => status === 201 && !isReplay)).toHaveLength(1);
    }
  });

  it('give each of 8 keys of a crashed owner to one of 20 requests and 4 completers', async () => {
    const owner = await town.openShop();
    const keys = numbered(8, 'dead');
    const lost = keys.map((key) => owner.order(key, key).catch(() => 'no answer'));
    const stops = keys.map(() => town.stopAt('after charging'));
    await Promise.all(stops.map(({ isReached }) => isReached));
    await owner.process.kill();
    await Promise.all(lost);
    await town.endLease(owner);
    const completing = Array.from({ length: 4 }, (_, n) => shop(n % 2).ask('/complete'));
    const said = await Promise.all(
      keys.map((key) => Promise.all(Array.from({ length: 20 }, (_, n) => shop(n % 2).order(key, key)))),
    );
    await Promise.all(completing);
    for (const [n, key] of keys.entries())
      await expectOneOrder(key, [...said[n]!, await shop(2).untilFinished('/orders', key, key)]);
  });

  it('leave nothing unfinished when a process with 40 orders is killed at any moment', async () => {
    const owners = await Promise.all([1, 2, 3].map(() => town.openShop()));
    for (const [n, owner] of owners.entries()) {
      const keys = numbered(40, `killed in round ${n}`);
      const lost = keys.map((key) => owner.order(key, key).catch(() => 'no answer'));
      await delay(20 + Math.random() * 100);
      await owner.process.kill();
      await Promise.all(lost);
      await town.endLease(owner);
      const said = await Promise.all(keys.map((key) => shop(n).untilFinished('/orders', key, key)));
      for (const [index, key] of keys.entries())
        await expectOneOrder(key, [said[index]!, await shop(n + 1).order(key, key)]);
    }
  });

  it.each([1, 2, 3, 4])(
    'between a stalled process and those that take over 40 of its keys resolve automatically (%i)',
    async (round) => {
      const [first, second] = [shop(0), shop(1)];
      const keys = numbered(40, `stopped in round ${round}`);
      const late = keys.map((key) => first.order(key, key));
      await delay(Math.random() * 60);
      first.process.pause();
      await town.endLease(first);
      const early = keys.toReversed().map((key) => second.untilFinished('/orders', key, key));
      await delay(Math.random() * 40);
      first.process.resume();
      const said = [await Promise.all(late), (await Promise.all(early)).toReversed()];
      for (const [n, key] of keys.entries())
        await expectOneOrder(
          key,
          said.map((each) => each[n]!),
        );
    },
  );
});
