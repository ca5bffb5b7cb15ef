import { type CorruptedHistory, paidBody, refund, then } from './corrupted-history.fixture.ts';
import {
  aDoneKey,
  aKeyRow,
  aPaymentRow,
  becomesPaid,
  charged,
  insert,
  mailed,
  pays,
  placed,
  update,
} from './history.fixture.ts';

export const causesCorrupted: readonly CorruptedHistory[] = [
  [
    'an order that is paid before its payment succeeded',
    [placed, pays, becomesPaid, charged],
    'an order is paid before its payment pay_1 succeeded',
  ],
  [
    'an order that is paid without a payment',
    [placed, becomesPaid],
    'an order is paid before its payment pay_1 succeeded',
  ],
  [
    'a receipt before the order is paid',
    [placed, pays, charged, mailed, becomesPaid],
    'an email (receipt) is recorded before what it reports about ord_1',
  ],
  [
    'a stored response before its order is paid',
    [
      placed,
      pays,
      charged,
      ['checkout', { ...update('idempotency_key', aKeyRow(), {}), after: aDoneKey(paidBody) }],
      becomesPaid,
    ],
    'a stored response says that ord_1 is paid, which is not committed',
  ],
  [
    'a payment that another payment was charged for',
    [['payments', insert('payment', aPaymentRow({ payment_id: 'pay_2', status: 'succeeded' }))]],
    'a payment succeeded without a charge',
  ],
  [
    'a refund that the provider does not have',
    then(
      ['payments', insert('refund', { ...refund, provider_refund_id: 're_9' })],
      ['payments', update('refund', { ...refund, provider_refund_id: 're_9' }, { status: 'succeeded' })],
    ),
    'a refund succeeded that the provider does not have (re_9)',
  ],
  [
    "a refund that is reported before payments' refund",
    then(
      ['checkout', insert('refund', refund)],
      ['checkout', update('refund', refund, { status: 'succeeded' })],
    ),
    "a refund is reported before payments' re_p succeeded",
  ],
];
