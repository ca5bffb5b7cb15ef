import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aLine, anOrder } from '../evidence.fixture.ts';
import { bouncedRefund, failedLine, historiesCorrupted, refundedLine } from './corrupted-reports.fixture.ts';
import { aRefundedLedger, anOrderRefund } from '../refunded.fixture.ts';

const uncharged = { orders: [anOrder({ status: 'payment_failed' })], charges: [], emails: [], mails: [] };

describe('2: truthful histories', () => {
  it.each(historiesCorrupted)('is contradicted by %s', (_what, ledger, said) => {
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
      aRefundedLedger({ histories: [refundedLine, failedLine], orderRefunds: [bouncedRefund] }),
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
