import { type Journey } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { journeySentences, processSentence, slowSentence } from './words.ts';

const aJourney = (over: Partial<Journey> = {}): Journey => ({
  orderId: 'ord_1',
  status: 'payment_pending',
  tries: [],
  lastTry: { number: 3, by: 'checkout', outcome: 'timed out after 5 s' },
  nextTryAt: 3_100,
  nextTryBy: 'checkout',
  endsWith: 'an operator, after 24 h',
  payment: null,
  charges: [],
  emails: [],
  messages: [],
  ...over,
});

describe('the journey of a pending order in words', () => {
  it.each<[string, Partial<Journey>]>([
    ['Try 3 timed out after 5 s. Next try in 3 s, by checkout. After 24 h, an operator decides.', {}],
    [
      'Try 2: connection reset. Next try now, by payments. After 24 h, an operator decides.',
      {
        lastTry: { number: 2, by: 'payments', outcome: 'connection reset' },
        nextTryAt: 900,
        nextTryBy: 'payments',
      },
    ],
    [
      'Try 4 is running. After 24 h, an operator decides.',
      { lastTry: { number: 4, by: 'checkout', outcome: 'no response yet' }, nextTryAt: null },
    ],
    [
      'Try 3 timed out after 5 s. Next try by checkout, as soon as it can. After 24 h, an operator decides.',
      { nextTryAt: null },
    ],
    [
      'Try 3 timed out after 5 s. Now an operator must decide.',
      { nextTryAt: null, nextTryBy: null, endsWith: 'an operator, now' },
    ],
    ['', { lastTry: null, nextTryAt: null, nextTryBy: null, endsWith: null }],
  ])('%s', (sentences, over) => {
    expect(journeySentences(aJourney(over), 1_000).join(' ')).toBe(sentences);
  });
});

describe('the states in the pill', () => {
  it.each([
    [['payments'], ['down'], 'Payments: down.'],
    [['payments', 'payments-2'], ['ready', 'ready'], 'Payments: ready.'],
    [['payments', 'payments-2'], ['ready', 'down'], 'payments: ready, payments-2: down.'],
    [[], [], 'There is no process named payments.'],
  ])('%j in %j are %j', (names, states, sentence) => {
    expect(processSentence(names, states)).toBe(sentence);
  });

  it.each([
    [0, 'Suggestions are 3 s late. Not struck yet: look at the catalog.'],
    [1, 'Suggestions are 3 s late. Struck once.'],
    [12, 'Suggestions are 3 s late. Struck 12 times.'],
  ])('struck %i times: %s', (struck, sentence) => {
    expect(slowSentence(3_000, struck)).toBe(sentence);
  });

  it.each([
    [500, 'Suggestions are 0.5 s late. Struck once.'],
    [2_100, 'Suggestions are 2.1 s late. Struck once.'],
  ])('%i ms: %s', (ms, sentence) => {
    expect(slowSentence(ms, 1)).toBe(sentence);
  });
});
