import { describe, expect, it } from '@jest/globals';
import { type LedgerPayment } from '@holdfast/contracts';
import { type OrphanedChargeRefund } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { compareOrphanedChargeRefund } from './compare-orphaned-charge-refund.ts';

type Status = OrphanedChargeRefund['status'];

const at = '2026-01-01T12:00:00.000Z';
const amount = { amountMinor: 4200, currency: 'usd' };
const made = { refundId: 're_1', amount, createdAt: at, settledAt: at };
const payment: LedgerPayment = {
  ...{
    paymentId: 'pay_1',
    orderId: 'ord_1',
    status: 'succeeded',
    amount,
    refundedMinor: 0,
    declineCode: null,
  },
  ...{ provider: null, expectedBy: null, actionExpiresAt: null, createdAt: at, settledAt: at },
  ...{ refunds: [], disputes: [] },
};

const compared = (
  here: Status,
  there: Status,
  reference: string | null = 'pay_1',
  paymentRefundId: string | null = null,
): string | undefined => {
  const refund = { paymentId: 'pay_1', orderId: 'ord_1', status: here, paymentRefundId };
  const refunds = [{ ...made, reference, status: there }];
  return compareOrphanedChargeRefund(refund, { ...payment, refunds }, 10_000)?.kind;
};

describe('the refund of a charge without an order to fulfill', () => {
  it.each([
    ['pending', 'succeeded', 'refund_settled_order_refund_pending'],
    ['pending', 'failed', 'refund_settled_order_refund_pending'],
    ['succeeded', 'failed', 'refund_failed_order_refunded'],
    ['pending', 'pending', undefined],
    ['succeeded', 'succeeded', undefined],
    ['failed', 'succeeded', undefined],
    ['succeeded', 'pending', undefined],
  ] as const)('that is %s here and %s at payments is %s', (here, there, kind) => {
    expect(compared(here, there)).toBe(kind);
  });

  it('is known by its payment, or by its ID at payments', () => {
    expect(compared('pending', 'succeeded', null, 're_1')).toBe('refund_settled_order_refund_pending');
    expect(compared('pending', 'succeeded', null, 're_2')).toBeUndefined();
    expect(compared('pending', 'succeeded', 're_9', null)).toBeUndefined();
  });
});
