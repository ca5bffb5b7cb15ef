import { describe, expect, it } from '@jest/globals';
import { type CustomersReport } from '@holdfast/lab-api';
import { seedOf } from './seed.ts';
import { countersText, countsText, customersWords } from './words.ts';

const none = { bought: 0, doubleClicked: 0, retried: 0, vanished: 0, declined: 0, unanswered: 0 };

describe('the customers in words', () => {
  it.each<[Partial<CustomersReport['counts']>, string]>([
    [{}, customersWords.none],
    [{ bought: 1 }, '1 bought'],
    [{ bought: 1_180, doubleClicked: 21, vanished: 6 }, '1,180 bought · 21 clicked twice · 6 vanished'],
  ])('%j', (counts, text) => {
    expect(countsText({ counts: { ...none, ...counts } })).toBe(text);
  });

  it('count replays, retries and older suggestions', () => {
    const counters = { queued: null, unpublished: null, unsentEmails: null, inbox: null };
    expect(countersText({ ...counters, replays: 1, retries: 1, olderSuggestions: 12 })).toBe(
      '1 replay · 1 retry · 12 older suggestions',
    );
  });
});

describe('a typed seed', () => {
  it.each([
    ['7', 7],
    [' 0 ', 0],
    ['4294967295', 4_294_967_295],
    ['4294967296', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('"%s"', (text, seed) => {
    expect(seedOf(text)).toBe(seed);
  });
});
