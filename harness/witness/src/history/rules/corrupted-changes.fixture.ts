import { type CorruptedHistory, paidBody, refund, then } from './corrupted-history.fixture.ts';
import {
  aDoneKey,
  aKeyRow,
  anEmailRow,
  anOrderRow,
  aPaymentRow,
  insert,
  paidOrder,
  pays,
  placed,
  remove,
  update,
} from './history.fixture.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1) + minute * 60_000);
const comparison = { name: 'ledger', complete_until: at(1), completed_at: at(1.1) };

export const changesCorrupted: readonly CorruptedHistory[] = [
  [
    'an order that is paid for a moment',
    [
      placed,
      pays,
      ['checkout', update('orders', anOrderRow(), { status: 'paid' })],
      ['checkout', update('orders', anOrderRow({ status: 'paid' }), { status: 'payment_pending' })],
    ],
    'paid cannot become payment_pending: checkout.orders ord_1 at',
  ],
  ['an order that begins as paid', [['checkout', insert('orders', paidOrder)]], 'a new row cannot be paid'],
  [
    'a charge that fails',
    then(['payments', update('payment', aPaymentRow({ status: 'succeeded' }), { status: 'failed' })]),
    'succeeded cannot become failed',
  ],
  [
    'a price that changes',
    then(['checkout', update('orders', paidOrder, { amount_minor: 1 })]),
    'amount_minor is fixed: checkout.orders ord_1',
  ],
  [
    'another currency',
    then(['payments', update('payment', aPaymentRow(), { currency: 'eur' })]),
    'currency is fixed',
  ],
  [
    'an order given to another customer',
    then(['checkout', update('orders', paidOrder, { customer_email: 'eve@shoppers.example' })]),
    'customer_email is fixed',
  ],
  [
    'an order paid by another payment',
    then(['checkout', update('orders', paidOrder, { payment_id: 'pay_2' })]),
    'payment_id was set before',
  ],
  ['a deleted order', then(['checkout', remove('orders', paidOrder)]), 'a row was deleted that must stay'],
  [
    'a deleted payment',
    then(['payments', remove('payment', aPaymentRow())]),
    'a row was deleted that must stay',
  ],
  [
    'truncated refunds',
    then(['payments', { table: 'refund', kind: 'truncate', before: undefined, after: undefined }]),
    'rows were truncated',
  ],
  [
    'a rewritten history',
    then(['checkout', update('order_event', { event_id: 1, text: 'Paid.' }, { text: 'Not paid.' })]),
    'text is fixed',
  ],
  [
    'a decided dispute without an end',
    then(['payments', update('dispute', { dispute_id: 'dp_1', status: 'under_review' }, { status: 'lost' })]),
    'a dispute that is lost lacks the time of its end',
  ],
  [
    'a finished key that runs again',
    then(['checkout', update('idempotency_key', aDoneKey(paidBody), { state: 'running', epoch: 2 })]),
    'done cannot become running',
  ],
  [
    'a stored response that changes',
    then(['checkout', update('idempotency_key', aDoneKey(paidBody), { body: Buffer.from('{}') })]),
    'body is final once it is done',
  ],
  [
    'a key that loses its fence',
    then(['checkout', update('idempotency_key', aKeyRow({ epoch: 2 }), { epoch: 1 })]),
    'epoch got smaller',
  ],
  [
    'a key with two owners of one epoch',
    then(['checkout', update('idempotency_key', aKeyRow(), { owner: 'process_2' })]),
    'a new owner has the epoch of the former',
  ],
  [
    'a finished operation that keeps its input',
    then([
      'payments',
      { ...update('idempotency_key', aKeyRow(), {}), after: aDoneKey(paidBody, { input: '{}' }) },
    ]),
    'a finished operation keeps its input: payments.idempotency_key',
  ],
  [
    'a call in doubt that seems to be new',
    then([
      'checkout',
      update('idempotency_key', aKeyRow({ state: 'unknown', is_uncertain: true, sent_at: at(0) }), {
        state: 'running',
        epoch: 2,
        sent_at: at(9),
      }),
    ]),
    'a call that may have happened is dated anew',
  ],
  [
    'a minute that is never compared',
    then(['payments', update('reconciliation', { ...comparison, run_since: null }, { run_since: at(0.5) })]),
    'a comparison reaches back only 30000 ms before the end of the one before: payments.reconciliation ledger',
  ],
  [
    'a comparison that claims what came after its period',
    then([
      'payments',
      update(
        'reconciliation',
        { ...comparison, run_until: at(2) },
        { complete_until: at(3), run_until: null },
      ),
    ]),
    'a comparison claims another end than that of its period',
  ],
  [
    'an unfinished key that is deleted',
    then(['checkout', remove('idempotency_key', aKeyRow())]),
    'a row was deleted that must stay',
  ],
  [
    'a sent email that is sent again',
    then(['email', update('email', anEmailRow({ status: 'sent' }), { status: 'sending', attempts: 2 })]),
    'sent cannot become sending',
  ],
  [
    'a settled refund with another amount',
    then(['checkout', update('refund', { ...refund, status: 'succeeded' }, { amount_minor: 1 })]),
    'amount_minor is final once it is succeeded',
  ],
];
