import { type Ledgers } from '../../ledgers/ledgers.ts';
import { aDispute, aDisputedLedger, anOrderDispute, aPaymentDispute } from '../disputed.fixture.ts';
import { aCharge, aLedger, anOrder, aPayment } from '../evidence.fixture.ts';
import {
  anOrderRefund,
  aPartRefundedLedger,
  aPaymentRefund,
  aRefund,
  aRefundedLedger,
  someTea,
} from '../refunded.fixture.ts';
import { type Corruption, corrupted } from '../corruption.fixture.ts';

const ch2 = aCharge({ chargeId: 'ch_2', paymentIntentId: 'pi_2' });
const twice = ['re_stripe', 're_again'].map((refundId) => aRefund({ refundId }));
const opened = aDisputedLedger().histories;
const half = anOrderRefund({ amount_minor: 1_000, lines: someTea(1) });

export const chargesCorrupted: readonly Corruption[] = corrupted(aLedger, [
  ['a second charge', { charges: [aCharge(), ch2] }, 'ord_1 was charged 2 times: ch_1, ch_2'],
  ['no charge for a paid order', { charges: [] }, 'ord_1 is paid, but the provider has no charge'],
  [
    'another amount',
    { charges: [aCharge({ amountMinor: 4201 })] },
    'ord_1 costs 4200 usd, but ch_1 took 4201 usd',
  ],
  ['another currency', { charges: [aCharge({ currency: 'eur' })] }, 'but ch_1 took 4200 eur'],
  [
    'a failed order that was charged',
    { orders: [anOrder({ status: 'payment_failed' })] },
    'but the provider charged it',
  ],
  [
    'a charge without an order',
    { charges: [aCharge(), { ...ch2, metadata: { orderId: 'ord_9' } }] },
    'ord_9, which does not exist',
  ],
  [
    'a payment without its charge',
    { payments: [aPayment({ provider_payment_id: 'pi_9' })] },
    'pay_1 is succeeded with pi_9',
  ],
  ['a payment of another amount', { payments: [aPayment({ amount_minor: 1 })] }, 'payment pay_1 is 1 usd'],
  [
    'two orders for one key',
    { orders: [anOrder(), anOrder({ order_id: 'ord_2', status: 'payment_failed' })] },
    'used 1 key but has 2 orders',
  ],
]);

export const refundsCorrupted: readonly Corruption[] = corrupted(aRefundedLedger, [
  ['more than the charge', { refunds: twice }, 'ch_1 took 4200, but 8400 of it was refunded'],
  [
    'a refunded order without a refund',
    { refunds: [] },
    'ord_1 is refunded, but the provider returned 0 of 4200',
  ],
  ['a payment that is not marked refunded', { payments: [aPayment()] }, 'its payment pay_1 is succeeded'],
  [
    'a paid order whose charge is refunded',
    { orders: [anOrder()] },
    'ord_1 is paid, but the provider has refunded',
  ],
  [
    'a response that names a refund that does not exist',
    { orderRefunds: [] },
    'with refund re_1, which does not exist',
  ],
  [
    'a refund that payments does not have',
    { paymentRefunds: [] },
    "refund re_1 succeeded, but payments' re_2 did not",
  ],
  [
    'a refund that failed at the provider',
    { refunds: twice.map((refund) => ({ ...refund, status: 'failed' })).slice(0, 1) },
    "the provider's re_stripe is failed",
  ],
]);

export const partsCorrupted: readonly Corruption[] = corrupted(aPartRefundedLedger, [
  [
    'an order that is refunded after a part',
    { orders: [anOrder({ status: 'refunded', refunded_minor: 1_000 })] },
    'order ord_1 is refunded, but the provider returned 1000 of 4200',
  ],
  [
    'a payment that is refunded after a part',
    { payments: [aPayment({ status: 'refunded', refund_reserved_minor: 1_000, refunded_minor: 1_000 })] },
    'payment pay_1 is refunded with 1000 of 4200 refunded',
  ],
  [
    'a total that does not count it',
    { orders: [anOrder()] },
    'order ord_1 counts 0 as refunded, but the provider returned 1000',
  ],
  [
    'another amount at the provider',
    { refunds: [aRefund({ amountMinor: 999 })] },
    'order ord_1 has refunds of 1000 that succeeded, but the provider returned 999',
  ],
  [
    'a failed part that keeps its amount reserved',
    {
      orders: [anOrder()],
      payments: [aPayment({ refund_reserved_minor: 1_000 })],
      refunds: [aRefund({ amountMinor: 1_000, status: 'failed' })],
      orderRefunds: [anOrderRefund({ amount_minor: 1_000, status: 'failed' })],
      paymentRefunds: [aPaymentRefund({ amount_minor: 1_000, status: 'failed' })],
    },
    'payment pay_1 counts 1000 as refund_reserved_minor, but its rows add up to 0',
  ],
  [
    'a product that is refunded more often than it was bought',
    { orderRefunds: [half, { ...half, refund_id: 're_3', status: 'pending', lines: someTea(2) }] },
    'order ord_1 has 2 × prod_tea, but 3 were refunded',
  ],
  [
    'a product that was not bought',
    {
      orderRefunds: [
        anOrderRefund({ lines: someTea(1).map((line) => ({ ...line, productId: 'prod_mug' })) }),
      ],
    },
    'order ord_1 has 0 × prod_mug, but 1 were refunded',
  ],
]);

const disputed = (over: Partial<Ledgers>): Ledgers =>
  aDisputedLedger({ histories: opened.slice(1), ...over });

export const disputesCorrupted: readonly Corruption[] = corrupted(disputed, [
  ['a dispute that payments does not know', { paymentDisputes: [] }, 'payments does not know dispute du_1'],
  ['a dispute that its order does not show', { orderDisputes: [] }, 'order ord_1 does not know dispute du_1'],
  ['a dispute without a history line', { histories: [] }, 'says "nothing" of dispute du_1'],
  [
    'another status at payments',
    { disputes: [aDispute({ status: 'won' })] },
    'payments has dispute du_1 as needs_response over 4200, but at the provider it is won over 4200',
  ],
  [
    'another amount on the order',
    { orderDisputes: [anOrderDispute({ amount_minor: 42 })] },
    'order ord_1 has dispute du_1 as needs_response over 42,',
  ],
  [
    'an older line as the newest of the history',
    { disputes: [aDispute({ status: 'lost' })] },
    'says "needs_response over 4200" of dispute du_1, which is lost over 4200',
  ],
  [
    'a change that the history lists twice',
    { histories: [...opened, ...opened] },
    'says "needs_response over 4200" twice',
  ],
  ['a dispute that the provider does not know', { disputes: [] }, 'but the provider does not know it'],
  [
    'another deadline at payments',
    { paymentDisputes: [aPaymentDispute({ evidence_due_by: '1970-01-21T10:22:33+00:00' })] },
    'payments has "1970-01-21T10:22:33+00:00" as the deadline of dispute du_1, but at the provider it is "2025-12-14T23:59:59.000Z"',
  ],
  [
    'a deadline that the order does not show',
    { orderDisputes: [anOrderDispute({ evidence_due_by: null })] },
    'order ord_1 has "" as the deadline of dispute du_1, but at the provider it is "2025-12-14T23:59:59.000Z"',
  ],
  [
    'a deadline for a bank that accepts no response',
    { disputes: [aDispute({ dueBy: null })] },
    'but at the provider it is ""',
  ],
]);
