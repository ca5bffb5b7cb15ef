import { type CorruptedHistory, refund, then } from './corrupted-history.fixture.ts';
import {
  aKeyRow,
  announcement,
  anOrderRow,
  aPaymentRow,
  becomesPaid,
  charged,
  insert,
  line,
  message,
  paidOrder,
  pays,
  placed,
  update,
  type Step,
} from './history.fixture.ts';

const [, ...paidChanges] = becomesPaid;
const [, ...chargedChanges] = charged;
const without = (step: readonly [string, ...Step[1][]], index: number): Step => {
  const [database, ...changes] = step;
  return [database, ...changes.filter((_, each) => each !== index)];
};

export const commitsCorrupted: readonly CorruptedHistory[] = [
  [
    'a receipt job in a second commit',
    [
      placed,
      pays,
      charged,
      without(becomesPaid, 2),
      ['checkout', message('send-receipt', { orderId: 'ord_1' })],
    ],
    'a commit lacks the message send-receipt: checkout.orders ord_1',
  ],
  [
    'a purchase that a failed order announces',
    [
      placed,
      [
        'checkout',
        update('orders', anOrderRow(), { status: 'payment_failed' }),
        line('payment_failed'),
        announcement(),
      ],
    ],
    'the message order-paid about ord_1 is committed (00000000/00001100) without the change',
  ],
  [
    'a receipt job in an earlier commit',
    [
      placed,
      pays,
      charged,
      ['checkout', message('send-receipt', { orderId: 'ord_1' })],
      ['checkout', ...paidChanges],
    ],
    'the message send-receipt about ord_1 is committed (00000000/00001300) without the change',
  ],
  [
    'an order without its line in the history',
    [placed, pays, charged, without(becomesPaid, 4)],
    'a commit lacks the history line order_paid',
  ],
  [
    'an order without its key',
    [['checkout', insert('orders', anOrderRow()), line('order_placed')]],
    'a commit lacks the key of its operation',
  ],
  [
    'a payment that checkout is not notified of',
    [placed, pays, ['payments', chargedChanges[0] ?? line('')]],
    'a commit lacks the message payment-settled',
  ],
  [
    'a message about another payment',
    [
      placed,
      pays,
      ['payments', chargedChanges[0] ?? line(''), message('payment-settled', { paymentId: 'pay_2' })],
    ],
    'the message payment-settled about pay_2',
  ],
  [
    "another caller's payment that checkout is notified of",
    [
      placed,
      [
        'payments',
        insert('payment', aPaymentRow({ caller: 'partner', status: 'succeeded' })),
        message('payment-settled', { paymentId: 'pay_1' }),
      ],
    ],
    'for a service that did not request it',
  ],
  [
    'a failure that a waiting customer does not hear of',
    [
      [
        'checkout',
        update('orders', anOrderRow({ pending_notified_at: new Date() }), { status: 'payment_failed' }),
        line('payment_failed'),
      ],
    ],
    'a commit lacks the message send-payment-failed',
  ],
  [
    'a refund request that does not move its order',
    then([
      'checkout',
      insert('refund', refund),
      insert('idempotency_key', aKeyRow({ operation_id: 'op_3' })),
      line('refund_requested'),
    ]),
    'a commit lacks the order that it moves',
  ],
  [
    'an order that is refunded without a refund',
    then(['checkout', update('orders', paidOrder, { status: 'refunded' })]),
    'a commit lacks the refund that moves it',
  ],
  [
    'a refund without its email',
    then([
      'checkout',
      update('refund', refund, { status: 'succeeded' }),
      update('orders', paidOrder, { status: 'refunded' }),
      line('order_refunded'),
    ]),
    'a commit lacks the message send-refund',
  ],
  [
    'a dispute that checkout is not notified of',
    then(['payments', insert('dispute', { dispute_id: 'dp_1', status: 'needs_response' })]),
    'a commit lacks the message dispute-changed',
  ],
  [
    'a receipt that dates the payment before the scenario',
    then(['checkout', message('send-receipt', { orderId: 'ord_1', paidAt: '2025-11-24T15:58:59.999Z' })]),
    'the message send-receipt about ord_1 says paidAt 2025-11-24T15:58:59.999Z, but is committed at 16:00:00.275',
  ],
  [
    'a refund that is dated ahead',
    then(['checkout', message('send-refund', { orderId: 'ord_1', refundedAt: '2025-11-24T16:01:00.276Z' })]),
    'the message send-refund about ord_1 says refundedAt 2025-11-24T16:01:00.276Z, but is committed',
  ],
  [
    'a failed refund that is dated days ago',
    then(['checkout', message('send-refund-failed', { failedAt: '2025-11-20T16:00:00.000Z' })]),
    'says failedAt 2025-11-20T16:00:00.000Z, but is committed',
  ],
];
