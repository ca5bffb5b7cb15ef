import { startedAt } from '../../invariants/evidence.fixture.ts';
import { type Commit, type RowChange, sortable } from '../commit.ts';

type Row = Readonly<Record<string, unknown>>;

const order = {
  order_id: 'ord_1',
  operation_id: 'op_1',
  status: 'payment_pending',
  customer_email: 'ada@shoppers.example',
  lines: [{ productId: 'prod_tea' }, { productId: 'prod_mug' }],
  amount_minor: 4200,
  currency: 'usd',
  refunded_minor: 0,
  payment_id: null,
  pending_notified_at: null,
};
const payment = {
  payment_id: 'pay_1',
  order_id: 'ord_1',
  operation_id: 'op_2',
  status: 'pending',
  amount_minor: 4200,
  currency: 'usd',
  provider_payment_id: null,
  refunded_minor: 0,
  refund_reserved_minor: 0,
};
const key = {
  key_hash: 'key_1',
  operation: 'place-order',
  operation_id: 'op_1',
  state: 'running',
  epoch: 1,
  owner: 'process_1',
  status: null,
  headers: null,
  body: null,
};
const email = { email_id: 'eml_1', order_id: 'ord_1', kind: 'receipt', status: 'sending', attempts: 1 };

export const anOrderRow = (over: object = {}): Row => ({ ...order, ...over });
export const aPaymentRow = (over: object = {}): Row => ({ ...payment, ...over });
export const aKeyRow = (over: object = {}): Row => ({ ...key, ...over });
export const anEmailRow = (over: object = {}): Row => ({ ...email, ...over });
export const aDoneKey = (body: object, over: object = {}): Row =>
  aKeyRow({
    state: 'done',
    owner: null,
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
    ...over,
  });

export const insert = (table: string, after: Row): RowChange => ({
  table,
  kind: 'insert',
  before: undefined,
  after,
});
export const update = (table: string, before: Row, change: object): RowChange => ({
  table,
  kind: 'update',
  before,
  after: { ...before, ...change },
});
export const remove = (table: string, before: Row): RowChange => ({
  table,
  kind: 'delete',
  before,
  after: undefined,
});
export const message = (name: string, payload: object): RowChange =>
  insert('outbox', { message_id: 'msg_1', name, payload });
export const announcement = (over: object = {}): RowChange =>
  message('order-paid', {
    orderId: 'ord_1',
    customerId: 'cus_ada',
    productIds: ['prod_tea', 'prod_mug'],
    ...over,
  });
export const line = (type: string): RowChange => insert('order_event', { order_id: 'ord_1', type });

export type Step = readonly [database: string, ...changes: RowChange[]];

/** A commit every 10 ms, the first 205 ms after the start: 5 ms after the charge of the valid ledgers. */
export const history = (...steps: readonly Step[]): Commit[] =>
  steps.map(([database, ...changes], index) => ({
    database,
    lsn: `00000000/0000${(index + 16).toString(16).toUpperCase()}00`,
    xid: index,
    at: startedAt + 205 + index * 10,
    isOfSuite: false,
    changes,
  }));

/** Checkout takes over a key, so long after the start. */
export const takeover = (afterMs: number): Commit => ({
  database: 'checkout',
  lsn: sortable('0/1'),
  xid: 1,
  at: startedAt + afterMs,
  isOfSuite: false,
  changes: [update('idempotency_key', aKeyRow({ epoch: 1 }), { epoch: 2 })],
});

const paid = { status: 'paid', payment_id: 'pay_1' };
/** As customers get it, without the token. */
const storedBody = {
  orderId: 'ord_1',
  status: 'paid',
  customer: { email: 'ada@shoppers.example' },
  paymentId: 'pay_1',
};

export const placed: Step = [
  'checkout',
  insert('idempotency_key', aKeyRow()),
  insert('orders', anOrderRow()),
  line('order_placed'),
];
export const pays: Step = [
  'payments',
  insert(
    'idempotency_key',
    aKeyRow({ key_hash: 'key_2', operation: 'create-payment', operation_id: 'op_2' }),
  ),
  insert('payment', aPaymentRow()),
];
export const charged: Step = [
  'payments',
  update('payment', aPaymentRow(), { status: 'succeeded', provider_payment_id: 'pi_1' }),
  message('payment-settled', { paymentId: 'pay_1' }),
];
export const becomesPaid: Step = [
  'checkout',
  update('orders', anOrderRow(), paid),
  { ...update('idempotency_key', aKeyRow(), {}), after: aDoneKey(storedBody) },
  message('send-receipt', { orderId: 'ord_1' }),
  announcement(),
  line('order_paid'),
];
export const mailed: Step = ['email', insert('email', anEmailRow())];
export const sent: Step = ['email', update('email', anEmailRow(), { status: 'sent' })];

const pair = { product_a: 'prod_mug', product_b: 'prod_tea' };
export const grows = (productId: string, from: number, to: number): RowChange =>
  update('purchase', { product_id: productId, count: from }, { count: to });
export const owns = (productId: string, customerId = 'cus_ada'): RowChange =>
  insert('customer_product', { customer_id: customerId, product_id: productId });
export const counted: Step = [
  'recommendations',
  insert('inbox', { consumer: 'count-purchases', message_id: 'msg_1' }),
  grows('prod_tea', 7, 8),
  insert('purchase', { product_id: 'prod_mug', count: 1 }),
  insert('co_purchase', { ...pair, count: 1 }),
  owns('prod_mug'),
  owns('prod_tea'),
];

/** One paid order with its receipt, counted as a purchase. */
export const validSteps: readonly Step[] = [placed, pays, charged, becomesPaid, mailed, sent, counted];
export const paidOrder = anOrderRow(paid);
