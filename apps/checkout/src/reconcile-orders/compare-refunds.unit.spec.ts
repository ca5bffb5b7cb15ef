import { describe, expect, it } from '@jest/globals';
import { examples, type LedgerPayment, type Money } from '@holdfast/contracts';
import { newOrder } from '../order/order.ts';
import { compareOrder } from './compare-order.ts';
import { type Finding } from './finding.ts';
import { type BookedRefund } from './orders-ledger.store.ts';

const now = new Date('2026-11-24T12:00:00.000Z');
const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'usd' });
const placed = { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' };
const { orderId, paymentId } = examples.LedgerPayment;
const order = {
  ...newOrder(placed, { lines: [], total: usd(4200) }, now),
  orderId,
  paymentId,
  status: 'paid' as const,
};

/** Pending on the order for a day. */
const pending: BookedRefund = {
  operationId: 'op_2',
  quietMs: 86_400_000,
  unfinished: undefined,
  refund: {
    refundId: 'ref_1',
    orderId,
    status: 'pending',
    requestedBy: 'customer',
    amount: usd(4200),
    paymentRefundId: 're_1',
    createdAt: '2026-11-23T12:00:00.000Z',
  },
};

const made = (
  status: 'pending' | 'succeeded',
  settledAt: string | null,
): LedgerPayment['refunds'][number] => ({
  refundId: 're_1',
  reference: 'ref_1',
  status,
  amount: usd(4200),
  settledAt,
});

function found(payment: Partial<LedgerPayment>, refund = pending): Finding[] {
  const settled = { createdAt: '2026-11-23T11:00:00.000Z', settledAt: '2026-11-23T11:00:01.000Z' };
  return compareOrder({
    orderId,
    booked: { order, refunds: [refund], operationId: 'op_1', quietMs: 90_000_000, unfinished: undefined },
    payments: [{ ...examples.LedgerPayment, ...settled, amount: usd(4200), ...payment }],
    orphanedChargeRefunds: new Map(),
    now,
  });
}

describe('compareOrder of an order with a refund', () => {
  it('finds nothing while both sides wait for the result', () => {
    expect(found({ refunds: [made('pending', null)] })).toEqual([]);
  });

  it('counts from the moment at which payments settled it, not from the request', () => {
    expect(found({ refunds: [made('succeeded', '2026-11-24T11:59:59.000Z')] })).toMatchObject([
      { kind: 'refund_settled_order_refund_pending', quietMs: 1_000 },
    ]);
    expect(found({ refunds: [made('succeeded', '2026-11-23T12:00:01.000Z')] })).toMatchObject([
      { kind: 'refund_settled_order_refund_pending', quietMs: 86_399_000 },
    ]);
  });

  it('finds a refund that was made though it was recorded as never made', () => {
    const recorded = (paymentRefundId: string | null) => ({
      ...pending,
      refund: { ...pending.refund, status: 'failed' as const, paymentRefundId },
    });
    const refunds = [made('succeeded', '2026-11-23T12:00:01.000Z')];
    expect(found({ refunds }, recorded(null))).toMatchObject([
      { kind: 'refund_missing_on_order', then: { repair: { event: { refundId: 're_1' } } } },
    ]);
    expect(found({ refunds }, recorded('re_1'))).toEqual([]);
  });

  it('passes on why it failed', () => {
    const failed = { ...made('succeeded', '2026-11-24T11:00:00.000Z'), status: 'failed' } as const;
    const [finding] = found({ refunds: [{ ...failed, failure: 'payment_disputed' }] });
    expect(finding?.then).toMatchObject({
      repair: { event: { status: 'failed', failure: 'payment_disputed' } },
    });
  });

  it('counts from the moment at which its payment failed', () => {
    expect(found({ status: 'failed', settledAt: '2026-11-24T11:59:58.000Z' })).toMatchObject([
      { kind: 'order_paid_without_charge', quietMs: 2_000 },
    ]);
  });
});
