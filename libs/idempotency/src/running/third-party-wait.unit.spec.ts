import { describe, expect, it } from '@jest/globals';
import { StillInProgress } from '../operation/phase.ts';
import { nextCheckInMs } from './third-party-wait.ts';

const now = Date.UTC(2026, 0, 15);
const minute = 60_000;
const waitsFor = (ms: number, recheckMs?: number): StillInProgress =>
  new StillInProgress(new Date(now + ms), 'the customer has to confirm', {
    ...(recheckMs === undefined ? {} : { recheckMs }),
  });

describe('nextCheckInMs', () => {
  it.each([
    ['the slow interval', waitsFor(60 * minute), 15 * minute],
    ['an interval of its own', waitsFor(60 * minute, minute), minute],
    ['the slow interval, if its own is longer', waitsFor(60 * minute, 30 * minute), 15 * minute],
  ])('falls into the second half of %s', (_, error, longest) => {
    for (let n = 0; n < 50; n += 1) {
      const ms = nextCheckInMs(error, 15 * minute, now);
      expect(ms).toBeGreaterThanOrEqual(longest / 2);
      expect(ms).toBeLessThanOrEqual(longest);
    }
  });

  it('is never later than the end of the wait, nor in the past', () => {
    expect(nextCheckInMs(waitsFor(3_000), 15 * minute, now)).toBe(3_000);
    expect(nextCheckInMs(waitsFor(-3_000), 15 * minute, now)).toBe(0);
  });
});
