import { describe, expect, it } from '@jest/globals';
import { tooMuchBackground, type Traffic } from './background-traffic.ts';

const edge = 'checkout->postgres';
const traffic = (at: number, polls: number, ofRequests = 0): Traffic => ({
  at,
  edges: [{ edge, messages: polls + 10 + ofRequests, backgroundMessages: { PING: 10, BZPOPMIN: polls } }],
});

describe('tooMuchBackground', () => {
  it.each([
    ['polls and leases', traffic(0, 1_000), traffic(2_000, 1_400), []],
    [
      'a loop without a pause',
      traffic(0, 1_000),
      traffic(2_000, 1_401),
      [`${edge} has a loop without a pause, with 401 background messages in 2.0 s (401 BZPOPMIN)`],
    ],
    ['a relay that is woken by many requests', traffic(0, 0, 50), traffic(2_000, 1_400, 1_050), []],
    ['an edge that was opened meanwhile', { at: 0, edges: [] }, traffic(1_000, 290), []],
  ])('judges %s', (_, before, after, expected) => {
    expect(tooMuchBackground(before, after)).toEqual(expected);
  });
});
