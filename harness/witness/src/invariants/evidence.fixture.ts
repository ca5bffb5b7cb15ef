import { type LabEvent } from '@holdfast/lab-api';
import { type Evidence } from './evidence.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { checkInvariants } from './check-invariants.ts';

export const startedAt = 1_764_000_000_000;
export const key = '019ab000-0000-7000-8000-000000000001';
const customer = { email: 'ada@shoppers.example' };
export const paidBody = {
  orderId: 'ord_1',
  status: 'paid',
  customer,
  paymentId: 'pay_1',
  accessToken: 'a'.repeat(43),
};

/** Overrides members; `undefined` leaves one out. */
type Over<T> = { readonly [Member in keyof T]?: T[Member] | undefined };

export const aResponse = (over: Over<CustomerResponse> = {}): CustomerResponse =>
  ({
    shopper: 'Ada',
    startedAt: startedAt + 100,
    endedAt: startedAt + 300,
    method: 'POST',
    path: '/checkouts',
    key,
    sent: JSON.stringify({ customer, paymentMethod: 'pm_card_visa' }),
    deadlineMs: 5_000,
    status: 201,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': 'r1' },
    text: JSON.stringify(paidBody),
    failure: null,
    ...over,
  }) as CustomerResponse;

/** A later response that is marked as a replay. */
export const aReplay = (over: Over<CustomerResponse> = {}): CustomerResponse =>
  aResponse({
    startedAt: startedAt + 500,
    endedAt: startedAt + 520,
    headers: { ...aResponse().headers, 'x-request-id': 'r2', 'idempotent-replayed': 'true' },
    ...over,
  });

export const aProblem = (status: number, code: string, over: Over<CustomerResponse> = {}): CustomerResponse =>
  aResponse({
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': 'r3',
      'retry-after': '1',
    },
    text: JSON.stringify({ type: 't', title: 'T', status, code, traceId: '1' }),
    ...over,
  });

export const anOrder = (over: object = {}) => ({
  order_id: 'ord_1',
  status: 'paid',
  customer_email: customer.email,
  amount_minor: 4200,
  refunded_minor: 0,
  currency: 'usd',
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  expected_by: null,
  payment_id: 'pay_1',
  created_at: new Date(startedAt + 100).toISOString(),
  ...over,
});

export const aPayment = (over: object = {}) => ({
  payment_id: 'pay_1',
  order_id: 'ord_1',
  status: 'succeeded',
  amount_minor: 4200,
  currency: 'usd',
  provider_payment_id: 'pi_1',
  refund_reserved_minor: 0,
  refunded_minor: 0,
  disputes_open_minor: 0,
  disputes_lost_minor: 0,
  expected_by: null,
  created_at: new Date(startedAt + 150).toISOString(),
  ...over,
});

export const aCharge = (over: Over<Ledgers['charges'][number]> = {}): Ledgers['charges'][number] =>
  ({
    chargeId: 'ch_1',
    paymentIntentId: 'pi_1',
    amountMinor: 4200,
    currency: 'usd',
    status: 'succeeded',
    idempotencyKey: 'k',
    metadata: { orderId: 'ord_1', paymentId: 'pay_1' },
    createdAt: new Date(startedAt + 200).toISOString(),
    ...over,
  }) as Ledgers['charges'][number];

export const anIntent = (over: object = {}): Ledgers['intents'][number] => ({
  intentId: 'pi_1',
  status: 'succeeded',
  orderId: 'ord_1',
  createdAt: new Date(startedAt).toISOString(),
  ...over,
});

export const aMail = (over: object = {}): Ledgers['mails'][number] => ({
  messageId: '<eml_1@holdfast.example>',
  to: customer.email,
  subject: 'Your receipt for $42.00',
  text: '2 x Harbor black tea at $21.00: $42.00\n\nTotal: $42.00\nOrder: ord_1',
  ...over,
});

export const anEmail = (over: object = {}) => ({
  email_id: 'eml_1',
  order_id: 'ord_1',
  kind: 'receipt',
  status: 'sent',
  message_id: '<eml_1@holdfast.example>',
  attempts: 2,
  ...over,
});

export const aLine = (type: string, text: string, over: object = {}) => ({
  order_id: 'ord_1',
  type,
  text,
  ...over,
});

/** One paid checkout with its receipt; everything is done. */
export const aLedger = (over: Partial<Ledgers> = {}): Ledgers => ({
  readAt: startedAt + 3_000,
  charges: [aCharge()],
  intents: [anIntent()],
  bankResponses: [],
  refunds: [],
  disputes: [],
  orders: [anOrder()],
  payments: [aPayment()],
  orderRefunds: [],
  histories: [aLine('order_paid', 'Payment of $42.00 received. A receipt is on its way.')],
  paymentRefunds: [],
  orderDisputes: [],
  paymentDisputes: [],
  openKeys: [],
  unpublished: [],
  jobs: [{ queue: 'email', state: 'waiting', count: 0 }],
  deadLetters: [],
  emails: [anEmail()],
  mails: [aMail()],
  responses: [aResponse(), aReplay()],
  openBreakers: [],
  spentBudgets: [],
  locks: [],
  undelivered: [],
  unreadable: [],
  ...over,
});

export const aRequest = (route: string, label: string): LabEvent => {
  const [from = '', to = ''] = route.split('->');
  const message = {
    number: 1,
    at: startedAt,
    edge: route,
    route,
    protocol: 'http',
    direction: 'request',
    label,
  } as const;
  return {
    type: 'message',
    message: {
      ...message,
      sender: from,
      receiver: to,
      connection: 1,
      bytes: 1,
      exchange: 1,
      isBackground: false,
    },
  };
};

export const someEvidence = (ledgers: Ledgers, over: Partial<Evidence> = {}): Evidence => ({
  scenario: { name: 'a-scenario' },
  startedAt,
  healedAt: startedAt + 1_000,
  quietAt: startedAt + 2_500,
  ledgers,
  samples: [],
  events: [
    aRequest('checkout->payments', 'POST /payments'),
    aRequest('payments->stripe', 'POST /v1/payment_intents'),
    aRequest('payments->stripe', 'POST /v1/refunds'),
  ],
  strikes: [],
  faults: [],
  acts: [],
  ...over,
});

/** The numbers of the violated invariants. */
export const broken = (ledgers: Ledgers, over: Partial<Evidence> = {}): number[] =>
  checkInvariants(someEvidence(ledgers, over))
    .filter(({ holds }) => !holds)
    .map(({ number }) => number);

/** The counterexamples of one invariant. */
export const against = (number: number, ledgers: Ledgers, over: Partial<Evidence> = {}): string =>
  checkInvariants(someEvidence(ledgers, over))
    .filter((result) => result.number === number)
    .flatMap(({ counterexamples }) => counterexamples)
    .join('\n');
