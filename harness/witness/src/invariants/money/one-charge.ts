import { plural } from '@holdfast/engine';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { addressIn, callerOf, isCheckout, keyOf } from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { lateCharges } from './late-charges.ts';
import {
  isOfCheckout,
  chargedMoney,
  chargesOf,
  groupBy,
  isCharged,
  moneyOf,
  orderOf,
  type Row,
  text,
  wasPaid,
} from '../rows.ts';

/** 1. Counted at the provider, whose ledger shares no code with the services. */
export const oneCharge: Invariant = {
  number: 1,
  says: "A checkout has at most one charge. It has exactly one, of the order's amount, if its order is paid or refunded.",
  contradictions: ({ scenario, ledgers }) => [
    ...ledgers.orders.flatMap((order) => chargesAgainst({ scenario, ledgers }, order)),
    ...chargesOfNobody(ledgers),
    ...ordersWithoutOperation(ledgers),
    ...ledgers.payments.flatMap((payment) => paymentAgainst(ledgers, payment)),
  ],
  lasting: ({ ledgers }) => [
    ...ledgers.orders.flatMap((order) => overcharges(ledgers, order)),
    ...ordersWithoutOperation(ledgers),
  ],
};

/** Also of charges that were refunded since: the customer saw them. */
function overcharges(ledgers: Ledgers, order: Row): string[] {
  const orderId = text(order, 'order_id');
  const charges = chargesOf(ledgers, orderId);
  const ids = charges.map(({ chargeId }) => chargeId).join(', ');
  return [
    ...(charges.length > 1 ? [`order ${orderId} was charged ${charges.length} times: ${ids}`] : []),
    ...charges
      .filter((charge) => chargedMoney(charge) !== moneyOf(order))
      .map(
        (charge) =>
          `order ${orderId} costs ${moneyOf(order)}, but ${charge.chargeId} took ${chargedMoney(charge)}`,
      ),
  ];
}

function chargesAgainst(evidence: Pick<Evidence, 'scenario' | 'ledgers'>, order: Row): string[] {
  const { ledgers } = evidence;
  const orderId = text(order, 'order_id');
  const late = lateCharges(evidence);
  const charges = chargesOf(ledgers, orderId).filter((charge) => !late.includes(charge));
  const ids = charges.map(({ chargeId }) => chargeId).join(', ');
  const found = overcharges(ledgers, order);
  if (wasPaid(order) && charges.length === 0)
    found.push(`order ${orderId} is ${text(order, 'status')}, but the provider has no charge for it`);
  if (!wasPaid(order) && charges.length > 0)
    found.push(`order ${orderId} is ${text(order, 'status')}, but the provider charged it: ${ids}`);
  return found;
}

function chargesOfNobody(ledgers: Ledgers): string[] {
  return ledgers.charges
    .filter((charge) => charge.status === 'succeeded' && isCharged(charge))
    .filter((charge) => isOfCheckout(charge.metadata['caller']))
    .filter((charge) => orderOf(ledgers, charge.metadata['orderId'] ?? '') === undefined)
    .map(
      (charge) =>
        `${charge.chargeId} took ${chargedMoney(charge)} for ${charge.metadata['orderId'] ?? 'no order'}, which does not exist, and was not refunded`,
    );
}

/** A caller's key is one checkout: it makes one order, however often the customer retries. */
function ordersWithoutOperation({ orders, responses }: Ledgers): string[] {
  const asked = groupBy(responses.filter(isCheckout), ({ sent }) => addressIn(sent));
  return [...groupBy(orders, (order) => text(order, 'customer_email'))].flatMap(([address, made]) => {
    const operations = new Set(
      (asked.get(address) ?? []).map((response) => `${callerOf(response)} ${keyOf(response) ?? ''}`),
    );
    if (!asked.has(address) || made.length <= operations.size) return [];
    const ids = made.map((order) => text(order, 'order_id')).join(', ');
    return [`${address} used ${plural(operations.size, 'key')} but has ${made.length} orders: ${ids}`];
  });
}

function paymentAgainst(ledgers: Ledgers, payment: Row): string[] {
  const paymentId = text(payment, 'payment_id');
  const charges = ledgers.charges.filter(
    (charge) => charge.metadata['paymentId'] === paymentId && isCharged(charge),
  );
  const isSettled = ['succeeded', 'refunded'].includes(text(payment, 'status'));
  if (isSettled && !charges.some((charge) => charge.paymentIntentId === payment['provider_payment_id']))
    return [
      `payment ${paymentId} is ${text(payment, 'status')} with ${text(payment, 'provider_payment_id') || 'no charge'}, which the provider has not charged`,
    ];
  const order = isOfCheckout(payment['caller']) ? orderOf(ledgers, text(payment, 'order_id')) : undefined;
  if (order !== undefined && moneyOf(order) !== moneyOf(payment))
    return [
      `payment ${paymentId} is ${moneyOf(payment)}, but its order ${text(order, 'order_id')} is ${moneyOf(order)}`,
    ];
  return [];
}
