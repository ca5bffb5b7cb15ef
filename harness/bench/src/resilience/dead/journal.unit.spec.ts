import { describe, expect, it } from '@jest/globals';
import { Journal } from './journal.ts';

describe('a journal', () => {
  const journal = new Journal();
  for (const at of [0, 10, 20]) journal.callEnded(at, at + 1);
  for (const at of [0, 5, 10, 20]) journal.attemptBegan(at);

  it('counts in a stretch what began in it, its beginning included and its end not', () => {
    expect(journal.of({ from: 0, to: 10 })).toEqual({ calls: 1, attempts: 2, p99Ms: 1 });
    expect(journal.of({ from: 10, to: Infinity })).toEqual({ calls: 2, attempts: 2, p99Ms: 21 });
  });

  it('keeps when the breaker opened for the first time', () => {
    journal.breakerOpened(3);
    journal.breakerOpened(9);
    expect(journal.openedAt).toBe(3);
  });
});
