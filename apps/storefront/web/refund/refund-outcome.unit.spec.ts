import { describe, expect, it } from '@jest/globals';
import { KeyStorageError, type RefundOutcome } from '@holdfast/checkout-client';
import { anOrder } from '../order/order.fixture.ts';
import { leftRefund, refundError, refundResult, shownResult } from './refund-outcome.ts';

const sent = { operation: 'refund-ord_1-1', key: 'k', attempts: 1, isReplay: false };
const problem = (detail?: string) => ({
  code: 'c',
  status: 409,
  ...(detail === undefined ? {} : { detail }),
});
const unknown = {
  ...sent,
  kind: 'unknown',
  reason: 'network',
  status: undefined,
  problem: undefined,
  mayHaveRun: true,
  retryAfterMs: undefined,
  cause: undefined,
} as const;
const refund = { refundId: 're_1', orderId: 'ord_1', amount: { amountMinor: 3200, currency: 'usd' } };

const outcomes: [string, RefundOutcome, object][] = [
  [
    'made, with the amount that was refunded',
    { ...sent, kind: 'refunded', refund: { ...refund, status: 'succeeded' } },
    { kind: 'made', sentence: 'We returned $32.00.' },
  ],
  [
    'accepted',
    { ...sent, kind: 'refunded', refund: { ...refund, status: 'pending' } },
    { kind: 'made', sentence: 'We are returning $32.00.' },
  ],
  [
    'refused',
    { ...sent, kind: 'refused', problem: problem('The refund window is over.') },
    { kind: 'not_made', sentence: 'Nothing was returned this time. The refund window is over.' },
  ],
  [
    'refused in words that say so themselves',
    { ...sent, kind: 'refused', problem: problem('Nothing was refunded. Please contact support.') },
    { kind: 'not_made', sentence: 'Nothing was refunded. Please contact support.' },
  ],
  [
    'refused to customers',
    {
      ...sent,
      kind: 'refused',
      problem: { ...problem('Nothing was refunded.'), code: 'refund_needs_operator' },
    },
    { kind: 'closed', sentence: 'Nothing was refunded.' },
  ],
  [
    'refused without words',
    { ...sent, kind: 'refused', problem: problem() },
    { kind: 'not_made', sentence: 'Nothing was returned this time.' },
  ],
  [
    'sent under a key of another request',
    { ...sent, kind: 'conflict', problem: problem('Another request has this key.') },
    { kind: 'not_made', sentence: 'Nothing was returned this time. Another request has this key.' },
  ],
  [
    'sent under a key that has expired',
    { ...sent, kind: 'expired', problem: undefined, lastKnown: 'open', reference: undefined },
    { kind: 'expired', sentence: expect.stringMatching(/^Nothing was returned this time\./) },
  ],
  [
    'unknown',
    unknown,
    {
      kind: 'unknown',
      sentence: 'We are finding out whether $42.00 was returned; it will be returned at most once.',
      askAgainMs: 15_000,
    },
  ],
  ['unknown for longer', { ...unknown, retryAfterMs: 60_000 }, { kind: 'unknown', askAgainMs: 60_000 }],
  [
    'certain to have had no effect',
    { ...unknown, mayHaveRun: false },
    {
      kind: 'not_made',
      sentence: expect.stringMatching(/^Nothing was returned so far\. We could not reach/),
    },
  ],
  [
    'limited',
    { ...unknown, mayHaveRun: false, reason: 'busy', status: 429, retryAfterMs: 60_000 },
    {
      kind: 'not_made',
      sentence: 'Nothing was returned so far. There were too many requests; you can try again in 60 s.',
    },
  ],
];

describe('the words for a refund', () => {
  it.each(outcomes)('that is %s', (_, outcome, expected) => {
    expect(refundResult(outcome, '$42.00')).toMatchObject(expected);
  });

  it.each(outcomes)('begin with what happened to the money: %s', (_, outcome) => {
    expect(refundResult(outcome, '$42.00').sentence).toMatch(
      /^(?:We returned \$|We are returning \$|Nothing was re(?:turned|funded)|We are finding out whether \$)/,
    );
  });

  it('say that nothing was sent if nothing could be stored', () => {
    expect(refundError(new KeyStorageError('full'))).toMatchObject({
      kind: 'not_made',
      sentence: expect.stringMatching(/^Nothing was sent and nothing was returned/),
    });
    const bug = new TypeError('a bug');
    expect(() => refundError(bug)).toThrow(bug);
  });
});

describe('the result that a page shows', () => {
  it('is one that asks for a decision only while the order has something to return', () => {
    const left = leftRefund('$42.00');
    expect(shownResult(left, anOrder())).toBe(left);
    expect(shownResult(left, anOrder({ status: 'refunded' }))).toBeUndefined();
  });

  it('is none that asks for a decision beside the notice that the refund failed', () => {
    const notice = 'Your refund of $42.00 did not go through.';
    expect(shownResult(leftRefund('$42.00'), anOrder({ notice }))).toBeUndefined();
  });

  it('is any other one in each state of the order', () => {
    const made = { kind: 'made', sentence: 'We returned $42.00.' } as const;
    expect(shownResult(made, anOrder({ status: 'refunded' }))).toBe(made);
    expect(shownResult(undefined, anOrder())).toBeUndefined();
  });
});
