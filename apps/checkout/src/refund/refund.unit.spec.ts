import { describe, expect, it } from '@jest/globals';
import { type DisputeStatus, type RefundFailure } from '@holdfast/contracts';
import { newOrder, type Order } from '../order/order.ts';
import { type RefundResult, withReason } from './refund.ts';

const total = { amountMinor: 4200, currency: 'usd' };

const disputedOrder = (...statuses: DisputeStatus[]): Order => ({
  ...newOrder(
    { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' },
    { lines: [], total },
    new Date(),
  ),
  disputes: statuses.map((status, n) => ({
    disputeId: `du_${n}`,
    revision: 1,
    status,
    amount: { ...total, amountMinor: 1200 },
    evidenceDueBy: null,
  })),
});

const failed = (failure?: RefundFailure): RefundResult => ({
  kind: 'failed',
  paymentRefundId: null,
  failure,
});

describe('the reason of a failed refund', () => {
  it.each([
    ['no reason', 'an open dispute', undefined, ['under_review'], undefined],
    ['a dispute', 'one that is lost', 'payment_disputed', ['lost'], 'refused_after_dispute'],
    ['a dispute', 'one that is open', 'payment_disputed', ['lost', 'needs_response'], 'payment_disputed'],
    ['a dispute', 'none yet', 'payment_disputed', [], 'payment_disputed'],
    ['another reason', 'a lost dispute', 'nothing_left', ['lost'], 'nothing_left'],
  ] as const)(
    'is true if payments gives %s and checkout knows %s',
    (_said, _known, given, statuses, found) => {
      expect(withReason(failed(given), disputedOrder(...statuses))).toMatchObject(failed(found));
    },
  );

  it('is not added to a refund that succeeded', () => {
    const succeeded: RefundResult = { kind: 'succeeded', paymentRefundId: 're_1' };
    expect(withReason(succeeded, disputedOrder('lost'))).toBe(succeeded);
  });
});
