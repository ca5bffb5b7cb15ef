import { type Ledgers } from '../../ledgers/ledgers.ts';
import { responsesIn, bodyOf, isRefund, orderInPath, summaryOf } from '../responses.ts';
import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { chargesOf, number, type Row, text } from '../rows.ts';
import { overRefundedLines } from './refunded-lines.ts';
import { excessiveRefunds, falseSums } from './returned-sums.ts';
import { atPayments, atProvider } from './returned.ts';

/** 7. */
export const refunds: Invariant = {
  number: 7,
  says: 'Refunds and lost disputes never exceed the charge, in any ledger. Checkout, payments and the provider agree on every refund and on the sums, and no product is refunded more often than it was bought.',
  contradictions: (evidence) => [
    ...falseSums(evidence.ledgers),
    ...overRefundedLines(evidence.ledgers),
    ...evidence.ledgers.payments.flatMap((payment) => statusOf(evidence.ledgers, payment)),
    ...evidence.ledgers.orders.flatMap((order) => sidesOf(evidence.ledgers, order)),
    ...responsesIn(evidence).flatMap((response) => responseAgainst(evidence, response)),
    ...evidence.ledgers.orderRefunds.flatMap((refund) => traceOf(evidence.ledgers, refund)),
  ],
  lasting: ({ ledgers }) => excessiveRefunds(ledgers),
};

function sidesOf(ledgers: Ledgers, order: Row): string[] {
  const orderId = text(order, 'order_id');
  const charges = chargesOf(ledgers, orderId);
  const { reserved, lost } = atProvider(ledgers, charges);
  const isRefunded = text(order, 'status') === 'refunded';
  const amount = number(order, 'amount_minor');
  const found: string[] = [];
  if (isRefunded && reserved + lost !== amount)
    found.push(`order ${orderId} is refunded, but the provider returned ${reserved + lost} of ${amount}`);
  if (text(order, 'status') === 'paid' && charges.some(({ status }) => status === 'refunded'))
    found.push(`order ${orderId} is paid, but the provider has refunded its charge`);
  const payment = ledgers.payments.find((each) => each['payment_id'] === order['payment_id']);
  if (isRefunded && lost === 0 && text(payment ?? {}, 'status') !== 'refunded')
    found.push(
      `order ${orderId} is refunded, but its payment ${text(order, 'payment_id')} is ${text(payment ?? {}, 'status') || 'unknown'}`,
    );
  if (
    isRefunded &&
    !ledgers.orderRefunds.some((each) => each['order_id'] === orderId && each['status'] === 'succeeded')
  )
    found.push(`order ${orderId} is refunded, but no refund of it succeeded`);
  return found;
}

function statusOf(ledgers: Ledgers, payment: Row): string[] {
  const { refunded } = atPayments(ledgers, payment);
  const amount = number(payment, 'amount_minor');
  const status = text(payment, 'status');
  if ((status === 'refunded') === (refunded === amount) || !['succeeded', 'refunded'].includes(status))
    return [];
  return [`payment ${text(payment, 'payment_id')} is ${status} with ${refunded} of ${amount} refunded`];
}

/** A successful refund can be traced through both services to the provider. */
function traceOf(ledgers: Ledgers, refund: Row): string[] {
  if (text(refund, 'status') !== 'succeeded') return [];
  const refundId = text(refund, 'refund_id');
  const atPayments = ledgers.paymentRefunds.find((each) => each['refund_id'] === refund['payment_refund_id']);
  if (atPayments === undefined || text(atPayments, 'status') !== 'succeeded')
    return [
      `refund ${refundId} succeeded, but payments' ${text(refund, 'payment_refund_id') || 'refund'} did not`,
    ];
  const atProvider = ledgers.refunds.find((each) => each.refundId === atPayments['provider_refund_id']);
  if (atProvider?.status === 'succeeded') return [];
  return [
    `refund ${refundId} succeeded, but the provider's ${text(atPayments, 'provider_refund_id') || 'refund'} is ${atProvider?.status ?? 'missing'}`,
  ];
}

function responseAgainst({ ledgers }: Evidence, response: Ledgers['responses'][number]): string[] {
  if (!isRefund(response) || response.status !== 201) return [];
  const refundId = text(bodyOf(response), 'refundId');
  const refund = ledgers.orderRefunds.find((each) => each['refund_id'] === refundId);
  if (refund === undefined) return [`${summaryOf(response)} with refund ${refundId}, which does not exist`];
  if (text(refund, 'order_id') !== orderInPath(response))
    return [
      `${summaryOf(response)} with refund ${refundId}, which belongs to order ${text(refund, 'order_id')}`,
    ];
  return [];
}
