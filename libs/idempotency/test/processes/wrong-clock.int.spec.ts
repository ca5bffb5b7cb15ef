import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wholeOrder } from '../ordering.fixture.ts';
import { type Shop, Town } from './town.fixture.ts';

const minutes = 60_000;
const hours = 60 * minutes;

let town: Town;
const shops: Record<string, Shop> = {};

beforeAll(async () => {
  town = await Town.open();
  const clocks = { right: 0, 'an hour fast': hours, 'an hour slow': -hours };
  await Promise.all(
    Object.entries(clocks).map(async ([clock, clockOffsetMs]) => {
      shops[clock] = await town.openShop({ clockOffsetMs });
    }),
  );
});
afterAll(() => town.close());

const shopWhoseClockIs = (clock: string): Shop => shops[clock]!;

/** A UUIDv7 of this age by the database's clock. */
async function keyMadeBefore(ageMs: number): Promise<string> {
  const { rows } = await town.pool.query<{ now: Date }>('select clock_timestamp() as now');
  const time = ((rows[0]?.now.getTime() ?? 0) - ageMs).toString(16).padStart(12, '0');
  const random = randomBytes(8).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(4)}`;
}

describe('a process whose clock is wrong', () => {
  it('has a wrong clock', async () => {
    expect(await shopWhoseClockIs('an hour fast').clock()).toBeGreaterThan(Date.now() + 59 * minutes);
    expect(await shopWhoseClockIs('an hour slow').clock()).toBeLessThan(Date.now() - 59 * minutes);
  });

  it.each([
    ['right', 'an hour fast'],
    ['right', 'an hour slow'],
    ['an hour slow', 'an hour fast'],
    ['an hour slow', 'right'],
    ['an hour fast', 'an hour slow'],
  ])('owns its keys as long as any other process: clocks are %s and %s', async (first, second) => {
    const key = `${first} ${second}`;
    const [owner, other] = [shopWhoseClockIs(first), shopWhoseClockIs(second)];
    await town.untilLeased(owner);
    const stop = town.stopAt('while charging');
    const order = owner.order(key, key);
    await stop.isReached;
    expect((await other.order(key, key)).body).toBe('idempotency_in_flight');
    expect((await other.ask('/complete')).body).toBe('{"taken":0,"failures":[]}');
    await town.unhear(owner);
    const { body } = await other.untilFinished('/orders', key, key);
    stop.goOn();
    expect((await order).body).toBe(body);
    expect(town.provider.steps(key)).toEqual(['reserve', 'charge']);
    expect(await town.written(key)).toEqual(wholeOrder);
  });

  it.each([
    ['71 hours and 50 minutes old', 72 * hours - 10 * minutes, 201],
    ['72 hours and 10 minutes old', 72 * hours + 10 * minutes, 412],
    ['4 minutes in the future', -4 * minutes, 201],
    ['6 minutes in the future', -6 * minutes, 400],
  ])('uses the clock of the database for a key that is %s', async (_, ageMs, status) => {
    for (const shop of Object.values(shops))
      expect((await shop.order(await keyMadeBefore(ageMs))).status).toBe(status);
  });
});
