import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aLine, anOrder } from '../evidence.fixture.ts';
import { aRefundedLedger, anOrderRefund } from '../refunded.fixture.ts';

const refunded = aLine('order_refunded', '$42.00 was refunded.');
const failed = aLine('refund_failed', 'The refund of $42.00 failed. No money was returned.');
const returned = anOrderRefund({ status: 'failed', failed_after_success: true });
const uncharged = { orders: [anOrder({ status: 'payment_failed' })], charges: [], emails: [], mails: [] };

describe('2: truthful histories', () => {
  it.each([
    [
      'a line that denies the charge of a charged order',
      aLedger({
        histories: [aLine('payment_failed', 'Nothing was charged. The bank declined the payment.')],
      }),
      'the history of order ord_1 says that nothing was charged, but ord_1 was: ch_1',
    ],
    [
      'a refund that it omits',
      aRefundedLedger({ histories: [] }),
      'the history of order ord_1 lists nothing as refunded, but 4200 was',
    ],
    [
      'a refund that it lists twice',
      aRefundedLedger({ histories: [refunded, refunded] }),
      'lists 4200, 4200 as refunded, but 4200 was',
    ],
    [
      'a refund with another amount',
      aRefundedLedger({ histories: [aLine('order_refunded', 'Our team refunded $1,042.00.')] }),
      'lists 104200 as refunded, but 4200 was',
    ],
    [
      'a refund that is still pending',
      aRefundedLedger({ orderRefunds: [anOrderRefund({ status: 'pending' })] }),
      'lists 4200 as refunded, but nothing was',
    ],
    [
      'a successful refund that it calls failed',
      aRefundedLedger({ histories: [refunded, failed] }),
      'lists 4200 as failed refunds, but nothing failed',
    ],
    [
      'a refund that the bank returned and that it still calls successful',
      aRefundedLedger({ histories: [refunded], orderRefunds: [returned] }),
      'lists nothing as failed refunds, but 4200 failed',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(2, ledger)).toContain(said);
  });

  it.each([
    ['a refund', aRefundedLedger()],
    [
      'a refund of products, whatever numbers they have',
      aRefundedLedger({ histories: [aLine('order_refunded', 'Our team refunded $42.00 (2 × Tea no. 5).')] }),
    ],
    [
      'a refund that the bank returned later',
      aRefundedLedger({ histories: [refunded, failed], orderRefunds: [returned] }),
    ],
    [
      'two refunds, one of them from the dashboard',
      aRefundedLedger({
        histories: [
          aLine('order_refunded', 'Our team refunded $12.00.'),
          aLine('order_refunded', '$30.00 was refunded.'),
        ],
        orderRefunds: [anOrderRefund({ amount_minor: 3000 }), anOrderRefund({ amount_minor: 1200 })],
      }),
    ],
  ])('holds for %s', (_what, ledger) => expect(against(2, ledger)).toBe(''));

  it('holds for an order that was not charged', () => {
    const histories = [aLine('payment_failed', 'Nothing was charged. This payment could not be processed.')];
    expect(against(2, aLedger({ ...uncharged, histories, responses: [] }))).toBe('');
  });
});
