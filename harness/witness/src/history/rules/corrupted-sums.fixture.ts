import { type CorruptedHistory, refund, then } from './corrupted-history.fixture.ts';
import { anOrderRow, aPaymentRow, insert, line, paidOrder, placed, update } from './history.fixture.ts';

const inProgress = "Your refund of $42.00 is being processed but isn't confirmed yet.";
const reserved = aPaymentRow({ status: 'succeeded', refund_reserved_minor: 4200 });
const ofPayment = { ...refund, payment_id: 'pay_1', provider_refund_id: 're_9' };

export const sumsCorrupted: readonly CorruptedHistory[] = [
  [
    'an order that counts a refund in a later commit',
    then(
      ['checkout', insert('refund', { ...refund, status: 'succeeded' })],
      ['checkout', update('orders', paidOrder, { refunded_minor: 4200 })],
    ),
    'refunded_minor is 0, but its refunds are 4200: checkout.orders ord_1',
  ],
  [
    'an order that is paid again while its refund is in progress',
    then(
      ['checkout', insert('refund', refund), update('orders', paidOrder, { status: 'refund_pending' })],
      ['checkout', update('orders', paidOrder, { status: 'paid' })],
    ),
    'paid, but re_1 is in progress: checkout.orders ord_1',
  ],
  [
    'an order that waits for no refund',
    then(['checkout', update('orders', paidOrder, { status: 'refund_pending' })]),
    'refund_pending, but no refund is in progress',
  ],
  [
    'an order that counts a refund twice',
    then([
      'checkout',
      insert('refund', { ...refund, status: 'succeeded' }),
      update('orders', paidOrder, { refunded_minor: 8400 }),
    ]),
    'refunded_minor is 8400, but its refunds are 4200',
  ],
  [
    'a refund that reserves nothing',
    then(['payments', insert('refund', ofPayment)]),
    'refund_reserved_minor is 0, but its refunds are 4200: payments.payment pay_1',
  ],
  [
    'a failed refund that stays reserved',
    then(
      ['payments', insert('refund', ofPayment), update('payment', aPaymentRow(), reserved)],
      ['payments', update('refund', ofPayment, { status: 'failed' })],
    ),
    'refund_reserved_minor is 4200, but its refunds are 0',
  ],
  [
    'a refunded order that still announces its refund',
    then(
      ['checkout', insert('refund', refund), update('orders', paidOrder, { status: 'refund_pending' })],
      [
        'checkout',
        update('refund', refund, { status: 'succeeded' }),
        update('orders', paidOrder, { status: 'refunded', refunded_minor: 4200, notice: inProgress }),
      ],
    ),
    'refunded, but its notice says "Your refund of $42.00 is being processed',
  ],
  [
    'an order that is refunded without a refund',
    then(['checkout', update('orders', paidOrder, { status: 'refunded' })]),
    'refunded, but no refund succeeded: checkout.orders ord_1',
  ],
  [
    'a paid order that is still confirmed',
    then(['checkout', update('orders', paidOrder, { notice: "We're confirming the payment." })]),
    `paid, but its notice says "We're confirming the payment."`,
  ],
  [
    'a failed order with a notice',
    [
      placed,
      [
        'checkout',
        update('orders', anOrderRow(), { status: 'payment_failed', notice: 'You will get an email.' }),
        line('payment_failed'),
      ],
    ],
    'payment_failed, but its notice says "You will get an email."',
  ],
  [
    'an unpaid order that announces a refund',
    [placed, ['checkout', update('orders', anOrderRow(), { notice: inProgress })]],
    'payment_pending, but its notice says "Your refund of $42.00 is being processed',
  ],
];
