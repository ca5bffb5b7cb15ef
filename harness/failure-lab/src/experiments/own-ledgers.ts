import { type Ledgers } from '@holdfast/witness';

type Row = Readonly<Record<string, unknown>>;

/** 10 s: a check that is due later does not stir while an experiment comes to rest. */
const soonMs = 10_000;

const isOpen = (order: Row): boolean => /pending|requires_action/.test(String(order['status']));

/** A key that is at work, or will be soon. Others wait: for a bank, a transfer or an operator. */
function isSoon(key: Row, readAt: number): boolean {
  const dueAt = Date.parse(JSON.stringify(key['drive_at'] ?? null).replaceAll('"', ''));
  return key['state'] === 'running' || dueAt <= readAt + soonMs;
}

/** The ledgers without work that waits for others: it does not disturb an experiment. */
export function stirringLedgers(ledgers: Ledgers): Ledgers {
  const { openKeys, readAt } = ledgers;
  const isQuiet = (row: Row): boolean => row['status'] === 'requires_action';
  return {
    ...ledgers,
    openKeys: openKeys.filter((key) => isSoon(key, readAt)),
    orders: ledgers.orders.filter((order) => !isQuiet(order)),
    payments: ledgers.payments.filter((payment) => !isQuiet(payment)),
  };
}

/**
 * The ledgers of a run's customers. Everything about orders of the shop's visitors is left out; rows that
 * name no order stay.
 */
export function ownLedgers(ledgers: Ledgers, domain: string): Ledgers {
  const isOwn = (order: Row): boolean => String(order['customer_email']).endsWith(domain);
  const others = new Set(ledgers.orders.filter((order) => !isOwn(order)).map((order) => order['order_id']));
  const notOthers = (row: Row): boolean => !others.has(row['order_id']);
  const orders = ledgers.orders.filter(isOwn);
  const otherPayments = new Set(
    ledgers.payments.filter((payment) => !notOthers(payment)).map((payment) => payment['payment_id']),
  );
  const ofPayment = (row: Row): boolean => notOthers(row) && !otherPayments.has(row['payment_id']);
  const charges = ledgers.charges.filter(({ metadata }) => !others.has(metadata['orderId']));
  const chargeIds = new Set(charges.map(({ chargeId }) => chargeId));
  return {
    ...ledgers,
    charges,
    intents: ledgers.intents.filter(({ orderId }) => !others.has(orderId)),
    refunds: ledgers.refunds.filter(({ chargeId }) => chargeIds.has(chargeId)),
    disputes: ledgers.disputes.filter(({ chargeId }) => chargeIds.has(chargeId)),
    orders,
    payments: ledgers.payments.filter(notOthers),
    orderRefunds: ledgers.orderRefunds.filter(notOthers),
    histories: ledgers.histories.filter(notOthers),
    orderDisputes: ledgers.orderDisputes.filter(notOthers),
    paymentRefunds: ledgers.paymentRefunds.filter(ofPayment),
    paymentDisputes: ledgers.paymentDisputes.filter(ofPayment),
    emails: ledgers.emails.filter(notOthers),
    openKeys: ledgers.openKeys.filter((key) => key['state'] === 'running' || orders.some(isOpen)),
    mails: ledgers.mails.filter(({ to }) => to.split(', ').some((each) => each.endsWith(domain))),
  };
}
