import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aLine, anOrder } from '../evidence.fixture.ts';
import { aRefundedLedger, anOrderRefund } from '../refunded.fixture.ts';

const refunded = aLine('order_refunded', '$42.00 was refunded.');
const failed = aLine('refund_failed', 'The refund of $42.00 failed. No money was returned.');
const returned = anOrderRefund({ status: 'failed', failed_after_success: true });
const uncharged = { orders: [anOrder({ status: 'payment_failed' })], charges: [], emails: [], mails: [] };

describe('2: what an order’s history says', () => {
  it.each([
    [
      'a line that says that nothing was charged, of an order that was charged',
      aLedger({ histories: [aLine('payment_failed', 'Nothing was charged. The card was declined (x).')] }),
      'the history of order ord_1 said that nothing was taken, but it was charged: ch_1',
    ],
    [
      'a refund that it does not have',
      aRefundedLedger({ histories: [] }),
      'the history of order ord_1 says that nothing was refunded, and 4200 was',
    ],
    [
      'a refund that it has twice',
      aRefundedLedger({ histories: [refunded, refunded] }),
      'says that 4200, 4200 was refunded, and 4200 was',
    ],
    [
      'a refund of another sum',
      aRefundedLedger({ histories: [aLine('order_refunded', 'Our team refunded $1,042.00.')] }),
      'says that 104200 was refunded, and 4200 was',
    ],
    [
      'a refund that is still pending',
      aRefundedLedger({ orderRefunds: [anOrderRefund({ status: 'pending' })] }),
      'says that 4200 was refunded, and nothing was',
    ],
    [
      'a refund that stands, and that it calls failed',
      aRefundedLedger({ histories: [refunded, failed] }),
      'says that 4200 failed to be refunded, and nothing did',
    ],
    [
      'a refund that the bank returned, and that it leaves standing',
      aRefundedLedger({ histories: [refunded], orderRefunds: [returned] }),
      'says that nothing failed to be refunded, and 4200 did',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(2, ledger)).toContain(said);
  });

  it.each([
    ['a refund', aRefundedLedger()],
    [
      'a refund that the bank returned later',
      aRefundedLedger({ histories: [refunded, failed], orderRefunds: [returned] }),
    ],
    [
      'two refunds, one of them in the dashboard',
      aRefundedLedger({
        histories: [
          aLine('order_refunded', 'Our team refunded $12.00.'),
          aLine('order_refunded', '$30.00 was refunded.'),
        ],
        orderRefunds: [anOrderRefund({ amount_minor: 3000 }), anOrderRefund({ amount_minor: 1200 })],
      }),
    ],
  ])('holds for %s', (_what, ledger) => expect(against(2, ledger)).toBe(''));

  it('holds for an order of which nothing was taken', () => {
    const histories = [aLine('payment_failed', 'Nothing was charged. This payment could not be processed.')];
    expect(against(2, aLedger({ ...uncharged, histories, responses: [] }))).toBe('');
  });
});
