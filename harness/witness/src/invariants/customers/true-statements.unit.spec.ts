import { describe, expect, it } from '@jest/globals';
import {
  against,
  aCharge,
  aLedger,
  aLine,
  aMail,
  anEmail,
  anIntent,
  anOrder,
  aProblem,
  aResponse,
  startedAt,
} from '../evidence.fixture.ts';
import {
  aFailureMail,
  aPartRefundedLedger,
  aPaymentRefund,
  aRefund,
  aRefundedLedger,
  aRefundMail,
  anOrderRefund,
} from '../refunded.fixture.ts';
import { type Evidence } from '../evidence.ts';
import { aDispute, aDisputedLedger, aLostLedger } from '../disputed.fixture.ts';
import { unlisted } from './true-statements.ts';

const at = (ms: number): string => new Date(startedAt + ms).toISOString();
const body = (over: object): string => JSON.stringify({ orderId: 'ord_1', ...over });
const notice = (text: string) =>
  aResponse({ method: 'GET', path: '/orders/ord_1', key: null, status: 200, text: body({ notice: text }) });
const refusal = (detail: string, over: object = {}) =>
  aProblem(402, 'card_declined', { text: body({ title: 'The payment was declined', detail }), ...over });
const fromABankAccount = refusal('Use another payment method and a new idempotency key.', {
  sent: JSON.stringify({
    lines: [{ productId: 'prod_tea', quantity: 2 }],
    paymentMethod: 'pm_usBankAccount_insufficientFunds',
  }),
});
const nothingLeft = aProblem(409, 'order_not_refundable', {
  path: '/orders/ord_1/refunds',
  text: body({
    detail: "Nothing was refunded: the payer's bank has already taken back what was left of the payment.",
  }),
});
const failed = {
  orders: [anOrder({ status: 'payment_failed' })],
  charges: [aCharge({ status: 'failed' })],
  intents: [anIntent({ status: 'requires_payment_method' })],
  histories: [],
  emails: [],
  mails: [],
};
const unknown = { ...failed, charges: [], intents: [anIntent({ status: 'processing' })] };
const stillPending = aRefundedLedger({ refunds: [aRefund({ status: 'pending' })], readAt: startedAt + 900 });
const { text: refundText } = aRefundMail();
const refundedAt = (ms: number) => [
  anEmail(),
  anEmail({ kind: 'refund', message_id: '<refund.1@holdfast.example>', sent_at: at(ms) }),
];

describe('18: statements to customers', () => {
  it.each([
    ['a receipt', aLedger()],
    ['a refund', aRefundedLedger()],
    ['a refund of a product', aPartRefundedLedger()],
    ['a dispute', aDisputedLedger()],
    [
      'a line whose commit was delayed, and which no reading has yet',
      aRefundedLedger({ histories: [aLine('order_refunded', '$42.00 was refunded.', { at: at(500) })] }),
      { samples: [{ ...stillPending, histories: [] }] },
    ],
    [
      'a decline',
      aLedger({ ...failed, responses: [refusal('Use another payment method and a new idempotency key.')] }),
    ],
    ['a decline of a bank account', aLedger({ ...failed, responses: [fromABankAccount] })],
  ])('hold for %s', (_what, ledger, over: Partial<Evidence> = {}) => {
    expect(against(18, ledger, over)).toBe('');
  });

  it.each([
    [
      'a sentence without a meaning',
      aLedger({ responses: [notice('Your parcel was stolen.')] }),
      'says "Your parcel was stolen.", which is not in the list of statements',
    ],
    [
      "a receipt with another order's amount",
      aLedger({ mails: [aMail({ subject: 'Your receipt for $58.00' })] }),
      'but the price of the cart is $42.00',
    ],
    [
      'a receipt for an order that was never charged',
      aLedger({ charges: [] }),
      'but the provider never charged ord_1',
    ],
    [
      'a line about a payment that was received later',
      aLedger({ histories: [aLine('order_paid', 'Payment of $42.00 received.', { at: at(-900) })] }),
      'but the provider charged ord_1 later: ch_1',
    ],
    [
      'a receipt of a bank debit whose money has not arrived',
      aLedger({ emails: [anEmail({ sent_at: at(300) })] }),
      'but the provider charged ord_1 later: ch_1',
      { samples: [aLedger({ readAt: startedAt + 900, charges: [aCharge({ status: 'pending' })] })] },
    ],
    [
      'a decline of a payment whose outcome is unknown',
      aLedger({ ...unknown, responses: [refusal('Nothing was charged.')] }),
      'but the provider knows no decline of ord_1: processing',
    ],
    [
      'a card, although the payment came from a bank account',
      aLedger({
        ...failed,
        responses: [fromABankAccount],
        histories: [aLine('payment_failed', 'The bank reported that the card has expired.')],
      }),
      'says "The bank reported that the card has expired.", but ord_1 is paid from a bank account',
    ],
    [
      'a promised email that never comes',
      aLedger({ emails: [], mails: [], histories: [aLine('order_paid', 'A receipt is on its way.')] }),
      'but ord_1 is paid, but its customer gets no email',
    ],
    [
      'an email that leaves out the product of a refund',
      aPartRefundedLedger({ mails: [aMail(), aRefundMail({ text: refundText.replace('$42', '$10') })] }),
      'but re_1 is of 1 × Harbor black tea',
    ],
    [
      'a line that names more pieces than were refunded',
      aPartRefundedLedger({
        histories: [aLine('order_refunded', 'Our team refunded $10.00 (2 × Harbor black tea).')],
      }),
      'but a refund of ord_1 is of 1 × Harbor black tea',
    ],
    [
      'a product of a refund that is of an amount',
      aRefundedLedger({ mails: [aRefundMail({ text: `${refundText}\nProduct: 1 × Harbor black tea` })] }),
      'but re_1 is of no certain product',
    ],
    [
      'a refund that is still pending when it is reported',
      aRefundedLedger({ emails: refundedAt(500) }),
      're_1 was still pending',
      { samples: [stillPending] },
    ],
    [
      'a refund that is reported before the shop knows its result',
      aRefundedLedger({ emails: refundedAt(500) }),
      're_1 was still pending',
      {
        samples: [
          aRefundedLedger({ orderRefunds: [anOrderRefund({ status: 'pending' })], readAt: startedAt + 900 }),
        ],
      },
    ],
    [
      'a receipt that is sent before the shop knows that it was paid',
      aLedger({ emails: [anEmail({ sent_at: at(500) })] }),
      'but ord_1 was payment_pending after that',
      { samples: [aLedger({ orders: [anOrder({ status: 'payment_pending' })], readAt: startedAt + 900 })] },
    ],
    [
      'a refund that failed at the provider',
      aRefundedLedger({ refunds: [aRefund({ status: 'failed' })] }),
      'but the provider has re_1 as failed',
    ],
    [
      "a refund with another refund's amount",
      aRefundedLedger({ mails: [aMail(), aRefundMail({ subject: 'Your refund of $10.00' })] }),
      'but the refund is $42.00',
    ],
    [
      'a failed refund that the provider made',
      aRefundedLedger({
        responses: [
          aProblem(409, 'order_not_refundable', {
            text: body({ refundId: 're_1', detail: 'Nothing was refunded: the refund did not go through.' }),
          }),
        ],
      }),
      'but the provider made re_1',
    ],
    [
      'a refund that no bank returned',
      aRefundedLedger({
        orderRefunds: [anOrderRefund()],
        mails: [
          aRefundMail({
            text: 'Your bank returned your refund of $42.00 to us. The money is with us, not in your account. Order: ord_1 Refund: re_1',
          }),
        ],
      }),
      'but no bank returned re_1',
    ],
    [
      'a dispute with another amount',
      aDisputedLedger({ disputes: [aDispute({ amountMinor: 1_000 })] }),
      'but the dispute is $10.00',
    ],
    [
      'a refund that the bank returned, and which is blamed on a dispute',
      aDisputedLedger({
        refunds: [aRefund({ status: 'failed' })],
        orderRefunds: [anOrderRefund({ status: 'failed', failed_after_success: true })],
        paymentRefunds: [aPaymentRefund({ status: 'failed' })],
        mails: [
          aMail(),
          aFailureMail({
            text: "Your refund of $42.00 did not go through, because the payer's bank is handling a dispute of this payment.\nOrder: ord_1\nRefund: re_1",
          }),
        ],
      }),
      're_1 was made, and the bank returned it',
    ],
    [
      'a customer who may request what an operator had requested',
      aRefundedLedger({
        refunds: [aRefund({ status: 'failed' })],
        orderRefunds: [anOrderRefund({ status: 'failed', requested_by: 'operator' })],
        responses: [
          notice(
            'Your refund of $42.00 did not go through, so no money was returned. You can request it again.',
          ),
        ],
      }),
      'no customer requested',
    ],
    [
      'a refusal of what a lost dispute has left',
      aLostLedger({ disputes: [aDispute({ status: 'lost', amountMinor: 1_000 })], responses: [nothingLeft] }),
      '3200 was left',
    ],
    [
      'a refusal because of a dispute that is still open',
      aDisputedLedger({ responses: [nothingLeft] }),
      'no dispute of ord_1 was lost',
    ],
    [
      'a key that is said to be used for another request',
      aLedger({
        responses: [
          aProblem(422, 'x', { text: body({ title: 'Idempotency key reused for another request' }) }),
        ],
      }),
      'but no other request had the key',
    ],
    [
      'cached suggestions that are shown as the most popular',
      aLedger({
        responses: [
          aResponse({
            method: 'GET',
            path: '/recommendations',
            text: JSON.stringify({
              source: 'cache',
              notice: 'Personal suggestions are unavailable right now. Here are our most popular products.',
            }),
          }),
        ],
      }),
      'but the suggestions come from cache',
    ],
  ])('are contradicted by %s', (_what, ledger, says, over: Partial<Evidence> = {}) => {
    expect(against(18, ledger, over)).toContain(says);
  });
});

describe('the list of statements', () => {
  it('takes the longest sentences that fit, and leaves the rest unlisted', () => {
    expect(unlisted('Nothing was charged. The bank declined the payment.')).toEqual([]);
    expect(unlisted('Nothing was charged. We ate it. Please contact our team.')).toEqual(['We ate it.']);
    expect(unlisted('Payment of § received. §')).toEqual([]);
  });
});
