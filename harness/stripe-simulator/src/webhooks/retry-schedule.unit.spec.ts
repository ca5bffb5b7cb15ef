import { describe, expect, it } from '@jest/globals';
import { ReverseGate } from './reverse-gate.ts';
import { nextAttemptAt } from './retry-schedule.ts';

describe('nextAttemptAt', () => {
  it('doubles each wait, up to 8 seconds', () => {
    const waits = (firstMs: number): unknown[] =>
      [1, 2, 3, 4, 5, 200].map((failed) => nextAttemptAt(firstMs, failed, 0, 0));
    expect(waits(1_000)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(waits(250)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000]);
  });

  it('gives up after three days', () => {
    const threeDays = 3 * 24 * 3_600_000;
    expect(nextAttemptAt(1_000, 9, 0, threeDays - 8_000)).toBe(threeDays);
    expect(nextAttemptAt(1_000, 9, 0, threeDays - 7_999)).toBeNull();
  });
});

describe('ReverseGate', () => {
  it('runs the deliveries of a window in reverse, one at a time, and then opens the next', async () => {
    const gate = new ReverseGate();
    const done: string[] = [];
    const pass = (name: string) =>
      gate.pass(
        () => Promise.resolve(),
        () => Promise.resolve(void done.push(name)),
      );
    await Promise.all([pass('a'), pass('b'), pass('c')]);
    await pass('d');
    expect(done).toEqual(['c', 'b', 'a', 'd']);
  });
});
