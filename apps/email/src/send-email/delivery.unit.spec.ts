import { describe, expect, it } from '@jest/globals';
import { type Failure, pauseMs, withoutAddresses } from './delivery.ts';

const longest = (kind: Failure['kind'], attempt: number) => pauseMs({ kind, reason: '' }, attempt, () => 1);

describe('pauseMs', () => {
  it.each([
    ['unreachable', [200, 400, 800], 10_000],
    ['uncertain', [200, 400, 800], 10_000],
    ['deferred', [1_000, 2_000, 4_000], 600_000],
    ['sender_rejected', [1_000, 2_000, 4_000], 600_000],
  ] as const)('doubles after %s: at most %j ms, finally %i', (kind, first, cap) => {
    expect([1, 2, 3].map((attempt) => longest(kind, attempt))).toEqual(first);
    expect(longest(kind, 1_000)).toBe(cap);
  });

  it('spreads over the whole interval', () => {
    expect(pauseMs({ kind: 'deferred', reason: '' }, 5, () => 0)).toBe(0);
    expect(pauseMs({ kind: 'deferred', reason: '' }, 5, () => 0.5)).toBe(8_000);
  });
});

describe('withoutAddresses', () => {
  it.each([
    ['550 5.1.1 <ada+tea@example.com>: no such mailbox', '550 5.1.1 <(an address)>: no such mailbox'],
    ['450 mailbox of Zoë@exämple.org, and b@c: full', '450 mailbox of (an address), and (an address): full'],
    ['421 closing down', '421 closing down'],
  ])('removes addresses from %p', (reason, said) => {
    expect(withoutAddresses(reason)).toBe(said);
  });
});
