import { describe, expect, it } from '@jest/globals';
import { aDisputedLedger, aLostLedger } from '../../invariants/disputed.fixture.ts';
import { against, aResponse } from '../../invariants/evidence.fixture.ts';
import {
  aPaymentRefund,
  aRefund,
  aRefundedLedger,
  anOrderRefund,
} from '../../invariants/refunded.fixture.ts';

const notice = aResponse({
  method: 'GET',
  path: '/orders/ord_1',
  key: null,
  status: 200,
  text: JSON.stringify({
    orderId: 'ord_1',
    notice:
      "Your refund of $42.00 did not go through, because the payer's bank was handling a dispute of this payment.",
  }),
});
const neverSent = {
  orderRefunds: [anOrderRefund({ status: 'failed', payment_refund_id: null })],
  responses: [notice],
};

describe('a notice that a refund failed because of a dispute', () => {
  it.each([
    ['during the dispute', aDisputedLedger(neverSent)],
    ['after it was lost', aLostLedger(neverSent)],
  ])('is true %s', (_when, ledger) => {
    expect(against(18, ledger)).toBe('');
  });

  it.each([
    ['without a dispute', aRefundedLedger(neverSent), 'the provider has no dispute of ord_1'],
    [
      'if the provider made the refund',
      aDisputedLedger({
        refunds: [aRefund()],
        orderRefunds: [anOrderRefund()],
        paymentRefunds: [aPaymentRefund()],
        responses: [notice],
      }),
      'the provider made a refund of ord_1',
    ],
  ])('is untrue %s', (_when, ledger, says) => {
    expect(against(18, ledger)).toContain(says);
  });
});
