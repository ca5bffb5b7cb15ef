import { type OrderView, type Product } from './checkout.ts';
import { type EmailView } from './emails.ts';
import { type Money } from './money.ts';
import { type PaymentView } from './payments.ts';
import { type ProblemDocument } from './problem.ts';
import { type Difference, type LedgerPayment, type RecentDifference } from './reconciliation.ts';

const orderId = 'ord_01a21048372e7717854508ae6492c363';
const paymentId = 'pay_01a21048373c77fc8ad26fdcd6ab69a6';
const refundId = 're_01a2104837447d0f9c3ab6e4d2f81a05';
const providerPaymentId = 'pi_3Sd2Xk2eZvKYlo2C1a2b3c4d';
const createdAt = '2026-11-24T12:00:00.000Z';
const settledAt = '2026-11-24T12:00:01.000Z';
const money: Money = { amountMinor: 4200, currency: 'usd' };
const accessToken = 'SPk4hQ0m7c2yYq5uV3sT8wZb1nL6xR9eJfAoDgKiHtE';
const period = { since: '2026-11-24T00:00:00.000Z', until: '2026-11-25T00:00:00.000Z' };

const product: Product = {
  productId: 'prod_tea',
  name: 'Tea from the mountains',
  description: 'Green tea, 100 g.',
  unitPrice: { amountMinor: 2100, currency: 'usd' },
  imageUrl: '/images/tea.svg',
};

const order: OrderView = {
  orderId,
  status: 'paid',
  customer: { email: 'ada@example.com', name: 'Ada' },
  lines: [
    {
      productId: 'prod_tea',
      name: product.name,
      quantity: 2,
      unitPrice: product.unitPrice,
      lineTotal: money,
    },
  ],
  total: money,
  refundedTotal: { amountMinor: 0, currency: 'usd' },
  paymentId,
  expectedBy: null,
  nextAction: null,
  dispute: null,
  notice: null,
  createdAt,
};

const problem: ProblemDocument = {
  type: 'urn:holdfast:problem:product_unknown',
  title: 'Unknown product',
  status: 422,
  detail: 'Nothing was ordered or charged.',
  instance: '/checkouts',
  code: 'product_unknown',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  errors: [{ pointer: '/lines/0/productId', detail: '"prod_anchor" is not in the catalog' }],
};

const payment: PaymentView = {
  paymentId,
  orderId,
  status: 'succeeded',
  amount: money,
  providerPaymentId,
  expectedBy: null,
  nextAction: null,
  createdAt,
};

const ledgerPayment: LedgerPayment = {
  paymentId,
  orderId,
  isYours: true,
  status: 'succeeded',
  amount: money,
  refundedMinor: 0,
  declineCode: null,
  provider: null,
  expectedBy: null,
  actionExpiresAt: null,
  createdAt,
  settledAt,
  refunds: [],
  disputes: [],
};

const named = {
  kind: 'charge_succeeded_payment_pending',
  found: '$42.00 charged at Stripe; the payment is still pending.',
  why: 'The response was lost, and no webhook arrived.',
  orderId,
  paymentId,
  refundId: null,
  providerId: providerPaymentId,
};
const difference: Difference = {
  ...named,
  state: 'repairable',
  action:
    "With --repair, Stripe's result is recorded and checkout is notified, as a webhook would have done.",
};
const recentDifference: RecentDifference = { ...named, quietMs: 12_000 };

const email: EmailView = {
  emailId: 'eml_01a21048375f7d0f9c3ab6e4d2f81a05',
  orderId,
  kind: 'receipt',
  to: 'ada@example.com',
  status: 'sent',
  messageId: '<eml_01a21048375f7d0f9c3ab6e4d2f81a05@holdfast.example>',
  attempts: 1,
  sentAt: settledAt,
};

/** Examples by schema ID, for the page at `/docs`. Requests can be sent as they are. */
export const examples = {
  Money: money,
  PlaceOrder: {
    customer: { email: 'ada@example.com', name: 'Ada' },
    lines: [{ productId: 'prod_tea', quantity: 2 }],
    paymentMethod: 'pm_card_visa',
  },
  Order: order,
  PlacedOrder: { ...order, accessToken },
  UnpaidOrderProblem: {
    type: 'urn:holdfast:problem:card_declined',
    title: 'The payment was declined',
    status: 402,
    detail: 'Nothing was charged. Use another payment method and a new idempotency key.',
    instance: '/checkouts',
    code: 'card_declined',
    traceId: problem.traceId,
    orderId,
    accessToken,
  },
  Problem: problem,
  OrderHistory: {
    events: [{ at: createdAt, type: 'order_placed', text: 'Order placed. $42.00 will be charged.' }],
  },
  RefundOrder: {},
  NextAction: {
    type: 'confirm_with_bank',
    url: 'https://hooks.stripe.com/3d_secure_2/hosted?merchant=acct_1',
    expiresAt: '2026-11-24T12:15:00.000Z',
  },
  Dispute: { status: 'needs_response', amount: money, evidenceDueBy: '2026-12-04T23:59:59.000Z' },
  OrderRefund: { refundId, orderId, status: 'succeeded', amount: money },
  Product: product,
  ProductList: { products: [product] },
  ShownRecommendations: { source: 'live', stale: false, ageSeconds: 0, notice: null, products: [product] },
  RecommendationList: { products: [{ productId: 'prod_tea', score: 3 }] },
  CreatePayment: { orderId, amount: money, paymentMethod: 'pm_card_visa' },
  Payment: payment,
  PaymentList: { payments: [payment] },
  RefundPayment: { amount: { amountMinor: 1000, currency: 'usd' } },
  PaymentRefund: { refundId, paymentId, orderId, status: 'succeeded', amount: money, createdAt },
  Reconcile: period,
  Difference: difference,
  RecentDifference: recentDifference,
  Reconciliation: {
    checked: [{ ledger: 'stripe', what: 'charged', currency: 'usd', count: 1, amountMinor: 4200 }],
    tooRecent: 1,
    recent: [recentDifference],
    differences: [difference],
    next: null,
  },
  LedgerPayment: ledgerPayment,
  LedgerPage: { payments: [ledgerPayment], next: null },
  Email: email,
  EmailList: { emails: [email] },
} satisfies Readonly<Record<string, unknown>>;
