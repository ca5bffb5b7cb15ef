import { describe, expect, it } from '@jest/globals';
import { manualClock } from '../manual-clock.fixture.ts';
import { seededRandom } from '../seeded-random.fixture.ts';
import { Bulkhead } from './bulkhead.ts';

function aBulkhead(limit: number, rampMs?: number) {
  const clock = manualClock();
  return { clock, bulkhead: new Bulkhead(rampMs === undefined ? { limit } : { limit, rampMs }, clock) };
}

/** Acquires all remaining permits and returns their number. */
function fill(bulkhead: Bulkhead): number {
  let permits = 0;
  while (bulkhead.tryAcquire()) permits += 1;
  return permits;
}

describe('Bulkhead', () => {
  it('admits calls up to its limit and refuses the rest', () => {
    const { bulkhead } = aBulkhead(2);
    const accepted = Array.from({ length: 20 }, () => bulkhead.tryAcquire());
    expect(accepted.filter(Boolean)).toHaveLength(2);
    expect(bulkhead).toMatchObject({ inUse: 2, limit: 2, rejected: 18 });
  });

  it('holds a permit until the work settles, however long its caller has been gone', () => {
    const { clock, bulkhead } = aBulkhead(2);
    let running = 0;
    let most = 0;
    for (let call = 0; call < 20; call += 1) {
      if (bulkhead.tryAcquire()) {
        running += 1;
        most = Math.max(most, running);
        clock.after(400, () => {
          running -= 1;
          bulkhead.release();
        });
      }
      clock.advance(20);
    }
    expect(most).toBe(2);
    clock.advance(400);
    expect(bulkhead.inUse).toBe(0);
  });

  it('gets all its permits back after any 10,000 operations', () => {
    const { clock, bulkhead } = aBulkhead(2);
    const random = seededRandom(7);
    let running = 0;
    let refused = 0;
    for (let operation = 0; operation < 10_000; operation += 1) {
      const dice = random();
      if (dice < 0.55) {
        if (bulkhead.tryAcquire()) running += 1;
        else refused += 1;
      } else if (dice < 0.97 && running > 0) {
        running -= 1;
        bulkhead.release();
      } else if (dice >= 0.99) bulkhead.ramp();
      clock.advance(random() * 300);
      expect(bulkhead.inUse).toBe(running);
      expect(running).toBeLessThanOrEqual(2);
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(bulkhead.rejected).toBe(refused);
    while (running > 0) {
      running -= 1;
      bulkhead.release();
    }
    clock.advance(3_000);
    expect(fill(bulkhead)).toBe(2);
  });

  it('does not grow when a permit is released twice', () => {
    const { bulkhead } = aBulkhead(2);
    bulkhead.tryAcquire();
    bulkhead.release();
    expect(() => bulkhead.release()).toThrow('released twice');
    expect(fill(bulkhead)).toBe(2);
  });
});

describe('Bulkhead, warming up', () => {
  it('admits a tenth of its limit, then half, then all over three seconds', () => {
    const { clock, bulkhead } = aBulkhead(100);
    bulkhead.ramp();
    expect(fill(bulkhead)).toBe(10);
    clock.advance(1_499);
    expect(fill(bulkhead)).toBe(0);
    clock.advance(1);
    expect(fill(bulkhead)).toBe(40);
    clock.advance(1_499);
    expect(fill(bulkhead)).toBe(0);
    clock.advance(1);
    expect(fill(bulkhead)).toBe(50);
    expect(clock.timers).toBe(0);
  });

  it('admits at least one call', () => {
    const { bulkhead } = aBulkhead(3);
    bulkhead.ramp();
    expect(bulkhead.limit).toBe(1);
    expect(fill(bulkhead)).toBe(1);
  });

  it('starts over if asked again', () => {
    const { clock, bulkhead } = aBulkhead(100);
    bulkhead.ramp();
    clock.advance(2_900);
    bulkhead.ramp();
    clock.advance(200);
    expect(bulkhead.limit).toBe(10);
  });

  it('admits nothing while more calls than that are in progress', () => {
    const { clock, bulkhead } = aBulkhead(100);
    fill(bulkhead);
    bulkhead.ramp();
    for (let call = 0; call < 90; call += 1) bulkhead.release();
    expect(bulkhead.tryAcquire()).toBe(false);
    bulkhead.release();
    expect(bulkhead.tryAcquire()).toBe(true);
    clock.advance(3_000);
    expect(fill(bulkhead)).toBe(90);
  });

  it('admits everything immediately if the ramp takes no time', () => {
    const { bulkhead } = aBulkhead(100, 0);
    bulkhead.ramp();
    expect(fill(bulkhead)).toBe(100);
  });
});
