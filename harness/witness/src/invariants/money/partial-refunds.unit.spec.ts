import { describe, expect, it } from '@jest/globals';
import { against, anOrder, aPayment, aResponse, broken } from '../evidence.fixture.ts';
import { anOrderRefund, aPartRefundedLedger, aPaymentRefund, aRefund } from '../refunded.fixture.ts';

const tea = (quantity: number) => [{ productId: 'prod_tea', quantity }];
const half = anOrderRefund({ amount_minor: 1_000, lines: tea(1) });

describe('7: parts of refunds', () => {
  it('hold if all ledgers count the same part', () => {
    expect(broken(aPartRefundedLedger())).toEqual([]);
  });

  it.each([
    [
      'an order that is refunded after a part',
      { orders: [anOrder({ status: 'refunded', refunded_minor: 1_000 })] },
      'order ord_1 is refunded, but the provider returned 1000 of 4200',
    ],
    [
      'a payment that is refunded after a part',
      { payments: [aPayment({ status: 'refunded', refund_reserved_minor: 1_000, refunded_minor: 1_000 })] },
      'payment pay_1 is refunded with 1000 of 4200 refunded',
    ],
    [
      'a total that does not count it',
      { orders: [anOrder()] },
      'order ord_1 counts 0 as refunded, but the provider returned 1000',
    ],
    [
      'another amount at the provider',
      { refunds: [aRefund({ amountMinor: 999 })] },
      'order ord_1 has refunds of 1000 that succeeded, but the provider returned 999',
    ],
    [
      'a failed part that keeps its amount reserved',
      {
        orders: [anOrder()],
        payments: [aPayment({ refund_reserved_minor: 1_000 })],
        refunds: [aRefund({ amountMinor: 1_000, status: 'failed' })],
        orderRefunds: [anOrderRefund({ amount_minor: 1_000, status: 'failed' })],
        paymentRefunds: [aPaymentRefund({ amount_minor: 1_000, status: 'failed' })],
      },
      'payment pay_1 counts 1000 as refund_reserved_minor, but its rows add up to 0',
    ],
    [
      'a product that is refunded more often than it was bought',
      { orderRefunds: [half, { ...half, refund_id: 're_3', status: 'pending', lines: tea(2) }] },
      'order ord_1 has 2 × prod_tea, but 3 were refunded',
    ],
    [
      'a product that was not bought',
      { orderRefunds: [anOrderRefund({ lines: [{ productId: 'prod_mug', quantity: 1 }] })] },
      'order ord_1 has 0 × prod_mug, but 1 were refunded',
    ],
  ])('are contradicted by %s', (_what, over, said) => {
    expect(against(7, aPartRefundedLedger(over))).toContain(said);
  });

  it('show no more as refunded than the provider returned', () => {
    const shows = (amountMinor: number) =>
      aPartRefundedLedger({
        responses: [
          aResponse(),
          aResponse({
            method: 'GET',
            path: '/orders/ord_1',
            key: null,
            sent: null,
            status: 200,
            text: JSON.stringify({ orderId: 'ord_1', status: 'paid', refundedTotal: { amountMinor } }),
          }),
        ],
      });
    expect(against(2, shows(1_000))).toBe('');
    expect(against(2, shows(1_001))).toContain(
      'shows 1001 as refunded, but the provider returned at most 1000',
    );
  });

  it('allow a product again whose refund failed', () => {
    const failed = { ...half, refund_id: 're_3', status: 'failed', lines: tea(2) };
    const ledger = aPartRefundedLedger({ orderRefunds: [half, failed] });
    expect(against(7, ledger)).toBe('');
  });
});
