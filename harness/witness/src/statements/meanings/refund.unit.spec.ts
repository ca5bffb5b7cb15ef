import { describe, expect, it } from '@jest/globals';
import { aDispute, aDisputedLedger, aLostLedger } from '../../invariants/disputed.fixture.ts';
import { against, aLedger, aLine, aResponse } from '../../invariants/evidence.fixture.ts';
import {
  aPaymentRefund,
  aRefund,
  aRefundedLedger,
  anOrderRefund,
} from '../../invariants/refunded.fixture.ts';

const shown = (notice: string) =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    status: 200,
    text: JSON.stringify({ orderId: 'ord_1', notice }),
  });
const notice = shown(
  "Your refund of $42.00 did not go through, because the payer's bank was handling a dispute of this payment.",
);
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

describe('a line about a dispute that was lost', () => {
  const wonByPayer =
    "The payer's bank decided the dispute in the payer's favor and returned $42.00 to the payer.";
  const debitFailed =
    "The payer's bank reported that it could not collect this payment after all. It took $42.00 back.";
  const read = (text: string, reason?: string) =>
    against(
      18,
      aLostLedger({
        disputes: [aDispute({ status: 'lost', reason })],
        histories: [...aLedger().histories, aLine('dispute_lost', text)],
      }),
    );

  it.each([
    [wonByPayer, 'fraudulent'],
    [wonByPayer, undefined],
    [debitFailed, 'insufficient_funds'],
    [debitFailed, 'bank_cannot_process'],
    [debitFailed, undefined],
  ])('is true: %s (%s)', (text, reason) => {
    expect(read(text, reason)).toBe('');
  });

  it.each([
    [wonByPayer, 'insufficient_funds'],
    [debitFailed, 'debit_not_authorized'],
  ])('is untrue: %s (%s)', (text, reason) => {
    expect(read(text, reason)).toContain(`reason for the dispute of ord_1 is ${reason}`);
  });
});

describe('a notice about a refund that the shop canceled', () => {
  const canceled =
    "Your refund of $42.00 was not made: our team canceled it. Please contact our team if you don't know why.";
  const failed =
    'Your refund of $42.00 did not go through, so no money was returned. You can request it again.';
  const read = (said: string, status: string) =>
    against(
      18,
      aRefundedLedger({
        histories: [],
        mails: [],
        refunds: [aRefund({ status })],
        orderRefunds: [anOrderRefund({ status: 'failed', requested_by: 'customer' })],
        paymentRefunds: [aPaymentRefund({ status: 'failed' })],
        responses: [shown(said)],
      }),
    );

  it.each([
    [canceled, 'canceled'],
    [failed, 'failed'],
  ])('is true: %s', (said, status) => {
    expect(read(said, status)).not.toContain('cancel');
  });

  it.each([
    [canceled, 'failed', 'a refund of ord_1 was not canceled'],
    [failed, 'canceled', 'the shop canceled a refund of ord_1'],
  ])('is untrue: %s', (said, status, found) => {
    expect(read(said, status)).toContain(found);
  });
});
