import { type CorruptedHistory, then } from '../history/rules/corrupted-history.fixture.ts';
import {
  announcement,
  anOrderRow,
  becomesPaid,
  charged,
  counted,
  grows,
  insert,
  owns,
  paidOrder,
  pays,
  placed,
  type Step,
  update,
} from '../history/rules/history.fixture.ts';

const [, inbox, ...counts] = counted;
const [, ...paidChanges] = becomesPaid;
const announces = (over: object): Step => [
  'checkout',
  ...paidChanges.map((change) => (change.after?.['name'] === 'order-paid' ? announcement(over) : change)),
];
const countedAs = (...changes: Step[1][]): readonly Step[] => [
  placed,
  pays,
  charged,
  becomesPaid,
  ['recommendations', ...(inbox === undefined ? [] : [inbox]), ...changes],
];
const without = (index: number): Step[1][] => counts.filter((_, each) => each !== index);
const ofGrace = { ...paidOrder, order_id: 'ord_2', customer_email: 'grace@shoppers.example' };

export const purchasesCorrupted: readonly CorruptedHistory[] = [
  [
    'a failed order that counts',
    [
      placed,
      ['checkout', update('orders', anOrderRow(), { status: 'payment_failed' }), announcement()],
      counted,
    ],
    'order ord_1 is announced as a purchase at 16:00:00.215 (00000000/00001100), but it was not paid',
  ],
  [
    'an order that counts before it is paid',
    [placed, ['checkout', announcement()], counted, ['checkout', ...paidChanges.slice(0, 1)]],
    'order ord_1 is announced as a purchase',
  ],
  [
    'an order that was never placed',
    [['checkout', announcement()], counted],
    'a purchase of ord_1 is announced, which no commit changed',
  ],
  [
    'a message that checkout never wrote',
    [counted],
    'messages without an order are counted: 1 instead of 0: msg_1',
  ],
  ['a paid order that never counts', [placed, pays, charged, becomesPaid], 'order ord_1 was paid, but'],
  ['a message that counts twice', then(counted), 'message msg_1 is counted again'],
  [
    'an order that two messages count',
    [
      placed,
      pays,
      charged,
      becomesPaid,
      counted,
      ['checkout', insert('outbox', { ...announcement().after, message_id: 'msg_2' })],
      ['recommendations', insert('inbox', { message_id: 'msg_2' }), ...counts],
    ],
    'order ord_1 is counted again',
  ],
  [
    'a delivery that the inbox knows, but whose products count',
    then(['recommendations', grows('prod_tea', 8, 9)]),
    'purchase prod_tea grows by 1 at 16:00:00.275 (00000000/00001700), but is bought 0 times',
  ],
  [
    'a product that counts twice',
    countedAs(grows('prod_tea', 7, 9), ...without(0)),
    'purchase prod_tea grows by 2',
  ],
  ['a product that does not count', countedAs(...without(0)), 'purchase prod_tea grows by 0'],
  ['a pair that does not count', countedAs(...without(2)), 'co_purchase prod_mug prod_tea grows by 0'],
  [
    "products of another order's cart",
    [placed, pays, charged, announces({ productIds: ['prod_tea'] }), counted],
    'order ord_1 is announced with prod_tea, but has prod_mug, prod_tea',
  ],
  [
    'another customer',
    countedAs(...without(4), owns('prod_tea', 'cus_grace')),
    'cus_grace prod_tea counts as bought',
  ],
  [
    'a customer without a product',
    countedAs(...without(4)),
    'cus_ada prod_tea was bought, but does not count',
  ],
  [
    "another customer's ID",
    then(
      [
        'checkout',
        update('orders', ofGrace, {}),
        insert('outbox', { ...announcement().after, message_id: 'msg_2' }),
      ],
      ['checkout', insert('outbox', { ...announcement({ orderId: 'ord_2' }).after, message_id: 'msg_3' })],
    ),
    'the purchases of grace@shoppers.example count for ada@shoppers.example: both are cus_ada',
  ],
  [
    'an address as the ID',
    [placed, pays, charged, announces({ customerId: 'ada@shoppers.example' })],
    '"ada@shoppers.example" is not a customer ID',
  ],
];
