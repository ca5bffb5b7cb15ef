import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Charge, chargesOf, isCharged, number, type Row, text, wasPaid } from '../rows.ts';
import { atCheckout, atPayments, atProvider, heldAtPayments, type Returned } from './returned.ts';

/**
 * Contradictions in the sums of refunds and lost disputes: within each ledger, against the amount that
 * was paid, and between the ledgers.
 */
export function falseSums(ledgers: Ledgers): string[] {
  return [
    ...ledgers.charges.flatMap((charge) => tooMuchOfCharge(ledgers, charge)),
    ...ledgers.payments.flatMap((payment) => ofPayment(ledgers, payment)),
    ...ledgers.orders.flatMap((order) => ofOrder(ledgers, order)),
  ];
}

/** More was returned than was taken, by at least one ledger. */
export function excessiveRefunds(ledgers: Ledgers): string[] {
  return [
    ...ledgers.charges.flatMap((charge) => tooMuchOfCharge(ledgers, charge)),
    ...ledgers.payments.flatMap((payment) => tooMuchOfPayment(ledgers, payment)),
    ...ledgers.orders.filter(wasPaid).flatMap((order) => tooMuchOfOrder(ledgers, order)),
  ];
}

function tooMuch(whose: string, paid: number, { reserved, lost }: Returned): string[] {
  if (reserved + lost <= paid) return [];
  const disputed = lost === 0 ? '' : `, and disputes over ${lost} of it are lost`;
  return [`${whose} took ${paid}, but ${reserved} of it was refunded${disputed}`];
}

function tooMuchOfCharge(ledgers: Ledgers, charge: Charge): string[] {
  const paid = charge.status === 'failed' ? 0 : charge.amountMinor;
  return tooMuch(charge.chargeId, paid, atProvider(ledgers, [charge]));
}

const tooMuchOfPayment = (ledgers: Ledgers, payment: Row): string[] =>
  tooMuch(
    `payment ${text(payment, 'payment_id')}`,
    number(payment, 'amount_minor'),
    atPayments(ledgers, payment),
  );

const tooMuchOfOrder = (ledgers: Ledgers, order: Row): string[] =>
  tooMuch(`order ${text(order, 'order_id')}`, number(order, 'amount_minor'), atCheckout(ledgers, order));

function ofPayment(ledgers: Ledgers, payment: Row): string[] {
  const paymentId = text(payment, 'payment_id');
  const rows = atPayments(ledgers, payment);
  const counted = {
    refund_reserved_minor: rows.reserved,
    refunded_minor: rows.refunded,
    disputes_open_minor: heldAtPayments(ledgers, payment),
    disputes_lost_minor: rows.lost,
  };
  const found = tooMuchOfPayment(ledgers, payment);
  for (const [column, sum] of Object.entries(counted))
    if (number(payment, column) !== sum)
      found.push(
        `payment ${paymentId} counts ${text(payment, column)} as ${column}, but its rows add up to ${sum}`,
      );
  const charges = ledgers.charges.filter(
    (charge) => isCharged(charge) && charge.paymentIntentId === payment['provider_payment_id'],
  );
  return [...found, ...differing(`payment ${paymentId}`, rows, atProvider(ledgers, charges))];
}

function ofOrder(ledgers: Ledgers, order: Row): string[] {
  if (!wasPaid(order)) return [];
  const orderId = text(order, 'order_id');
  const rows = atCheckout(ledgers, order);
  const there = atProvider(ledgers, chargesOf(ledgers, orderId));
  const counted = number(order, 'refunded_minor');
  return [
    ...tooMuchOfOrder(ledgers, order),
    ...differing(`order ${orderId}`, rows, there),
    ...(counted === there.refunded
      ? []
      : [`order ${orderId} counts ${counted} as refunded, but the provider returned ${there.refunded}`]),
  ];
}

function differing(whose: string, here: Returned, there: Returned): string[] {
  const found: string[] = [];
  if (here.refunded !== there.refunded)
    found.push(
      `${whose} has refunds of ${here.refunded} that succeeded, but the provider returned ${there.refunded}`,
    );
  if (here.lost !== there.lost)
    found.push(
      `${whose} has lost disputes over ${here.lost}, but at the provider they are over ${there.lost}`,
    );
  return found;
}
