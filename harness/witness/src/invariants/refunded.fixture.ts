import { type Ledgers } from '../ledgers/ledgers.ts';
import {
  aCharge,
  aLedger,
  aLine,
  aMail,
  aResponse,
  anEmail,
  anOrder,
  aPayment,
  startedAt,
} from './evidence.fixture.ts';

export const aRefundMail = (over: object = {}): Ledgers['mails'][number] =>
  aMail({
    messageId: '<refund.1@holdfast.example>',
    subject: 'Your refund of $42.00',
    text: 'We have refunded $42.00 for your order.\nOrder: ord_1\nRefund: re_1',
    ...over,
  });

export const aFailureMail = (over: object = {}): Ledgers['mails'][number] =>
  aMail({
    messageId: '<refund_failed.1@holdfast.example>',
    subject: 'Your refund of $42.00 did not reach you',
    text: 'Your bank returned your refund of $42.00 to us. The money is with us, not in your account.\nOrder: ord_1\nRefund: re_1',
    ...over,
  });

/** Made by payments: a refund from the dashboard has neither key nor metadata. */
export const aRefund = (over: Partial<Ledgers['refunds'][number]> = {}): Ledgers['refunds'][number] => ({
  refundId: 're_stripe',
  chargeId: 'ch_1',
  amountMinor: 4200,
  status: 'succeeded',
  idempotencyKey: 'k',
  metadata: { refundId: 're_2', paymentId: 'pay_1', orderId: 'ord_1' },
  createdAt: new Date(startedAt + 400).toISOString(),
  ...over,
});

export const anOrderRefund = (over: object = {}) => ({
  refund_id: 're_1',
  order_id: 'ord_1',
  status: 'succeeded',
  amount_minor: 4200,
  payment_refund_id: 're_2',
  failed_after_success: false,
  ...over,
});

export const aPaymentRefund = (over: object = {}) => ({
  refund_id: 're_2',
  payment_id: 'pay_1',
  status: 'succeeded',
  amount_minor: 4200,
  provider_refund_id: 're_stripe',
  created_at: new Date(startedAt + 350).toISOString(),
  ...over,
});

/** The checkout of `aLedger`, refunded. */
export const aRefundedLedger = (over: Partial<Ledgers> = {}): Ledgers =>
  aLedger({
    orders: [anOrder({ status: 'refunded', refunded_minor: 4200 })],
    payments: [aPayment({ status: 'refunded', refund_reserved_minor: 4200, refunded_minor: 4200 })],
    charges: [aCharge({ status: 'refunded' })],
    refunds: [aRefund()],
    orderRefunds: [anOrderRefund()],
    histories: [aLine('order_refunded', '$42.00 was refunded.')],
    paymentRefunds: [aPaymentRefund()],
    emails: [
      anEmail(),
      anEmail({
        email_id: 'eml_2',
        kind: 'refund',
        identity: 'refund:re_1',
        message_id: '<refund.1@holdfast.example>',
      }),
    ],
    mails: [aMail(), aRefundMail()],
    responses: [
      aResponse(),
      aResponse({
        path: '/orders/ord_1/refunds',
        sentHeaders: { authorization: `Bearer ${'a'.repeat(43)}` },
        key: 'refund-1',
        sent: null,
        text: JSON.stringify({ refundId: 're_1', orderId: 'ord_1', status: 'succeeded' }),
      }),
    ],
    ...over,
  });

/** Lines of a refund, as stored. */
export const someTea = (quantity: number) => [
  {
    productId: 'prod_tea',
    name: 'Harbor black tea',
    quantity,
    lineTotal: { amountMinor: 1_000 * quantity, currency: 'usd' },
  },
];

/** The checkout of `aLedger`; the customer got back 10.00 for half of the tea. */
export const aPartRefundedLedger = (over: Partial<Ledgers> = {}): Ledgers =>
  aRefundedLedger({
    orders: [anOrder({ refunded_minor: 1_000 })],
    payments: [aPayment({ refund_reserved_minor: 1_000, refunded_minor: 1_000 })],
    charges: [aCharge()],
    refunds: [aRefund({ amountMinor: 1_000 })],
    orderRefunds: [anOrderRefund({ amount_minor: 1_000, lines: someTea(1) })],
    histories: [aLine('order_refunded', 'Our team refunded $10.00 (1 × Harbor black tea).')],
    paymentRefunds: [aPaymentRefund({ amount_minor: 1_000 })],
    mails: [
      aMail(),
      aRefundMail({
        subject: 'Your refund of $10.00',
        text: 'We have refunded $10.00 for your order.\nOrder: ord_1\nRefund: re_1\nProduct: 1 × Harbor black tea',
      }),
    ],
    ...over,
  });
