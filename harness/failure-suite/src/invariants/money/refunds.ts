import { type Ledgers } from '../../system/ledgers.ts';
import { responsesIn, bodyOf, isRefund, orderInPath, summaryOf } from '../responses.ts';
import { type Evidence } from '../../run/evidence.ts';
import { type Invariant } from '../invariant.ts';
import { type Charge, chargesOf, number, type Row, text } from '../rows.ts';

/** 7. */
export const refunds: Invariant = {
  number: 7,
  says: 'Refunds never exceed the charge. Checkout, payments and the provider agree on every refund.',
  contradictions: (evidence) => [
    ...evidence.ledgers.charges.flatMap((charge) => tooMuchOf(evidence.ledgers, charge)),
    ...evidence.ledgers.orders.flatMap((order) => sidesOf(evidence.ledgers, order)),
    ...responsesIn(evidence).flatMap((response) => responseAgainst(evidence, response)),
    ...evidence.ledgers.orderRefunds.flatMap((refund) => traceOf(evidence.ledgers, refund)),
  ],
};

function returned(ledgers: Ledgers, charge: Charge): number {
  return ledgers.refunds
    .filter(
      ({ chargeId, status }) => chargeId === charge.chargeId && status !== 'failed' && status !== 'canceled',
    )
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function tooMuchOf(ledgers: Ledgers, charge: Charge): string[] {
  const sum = returned(ledgers, charge);
  const paid = charge.status === 'failed' ? 0 : charge.amountMinor;
  return sum > paid ? [`${charge.chargeId} took ${paid}, but ${sum} of it was refunded`] : [];
}

function sidesOf(ledgers: Ledgers, order: Row): string[] {
  const orderId = text(order, 'order_id');
  const charges = chargesOf(ledgers, orderId);
  const sum = charges.reduce((total, charge) => total + returned(ledgers, charge), 0);
  const isRefunded = text(order, 'status') === 'refunded';
  const found: string[] = [];
  if (isRefunded && sum !== number(order, 'amount_minor'))
    found.push(
      `order ${orderId} is refunded, but the provider returned ${sum} of ${text(order, 'amount_minor')}`,
    );
  const counted = number(order, 'refunded_minor');
  if (text(order, 'status') === 'paid' && counted !== sum)
    found.push(`order ${orderId} counts ${counted} as refunded, but the provider returned ${sum}`);
  if (text(order, 'status') === 'paid' && charges.some(({ status }) => status === 'refunded'))
    found.push(`order ${orderId} is paid, but the provider has refunded its charge`);
  const payment = ledgers.payments.find((each) => each['payment_id'] === order['payment_id']);
  if (isRefunded && text(payment ?? {}, 'status') !== 'refunded')
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
