import { type CustomerResponse, type Ledgers } from '@holdfast/witness';
import { type Mail } from './inbox-watch.ts';

type Row = Readonly<Record<string, unknown>>;

/** Kept by the lab itself, by order and by customer. */
export interface KeptLedgers {
  readonly mailsOf: (orderId: string) => readonly Mail[];
  readonly responsesOf: (address: string) => readonly CustomerResponse[];
}

/**
 * The ledgers of one customer at a time: the invariants search their ledgers for each order, so that all
 * together would cost the square of their number. Work that belongs to no order is left out.
 */
export function byCustomer(ledgers: Ledgers, kept: KeptLedgers): Ledgers[] {
  const pick = picker(ledgers, kept);
  const customers = Map.groupBy(ledgers.orders, (order) => String(order['customer_email']));
  return [...customers].map(([address, orders]) => pick(orders, address));
}

function picker(ledgers: Ledgers, kept: KeptLedgers): (orders: readonly Row[], address: string) => Ledgers {
  const by = <T>(all: readonly T[], keyOf: (each: T) => unknown): ((keys: readonly unknown[]) => T[]) => {
    const groups = Map.groupBy(all, keyOf);
    return (keys) => keys.flatMap((key) => groups.get(key) ?? []);
  };
  const byOrder = (rows: readonly Row[]): ((keys: readonly unknown[]) => Row[]) =>
    by(rows, (row) => row['order_id']);
  const charges = by(ledgers.charges, ({ metadata }) => metadata['orderId']);
  const refunds = by(ledgers.refunds, ({ chargeId }) => chargeId);
  const disputes = by(ledgers.disputes, ({ chargeId }) => chargeId);
  const payments = byOrder(ledgers.payments);
  const orderRefunds = byOrder(ledgers.orderRefunds);
  const histories = byOrder(ledgers.histories);
  const orderDisputes = byOrder(ledgers.orderDisputes);
  const paymentRefunds = by(ledgers.paymentRefunds, (row) => row['payment_id']);
  const paymentDisputes = by(ledgers.paymentDisputes, (row) => row['payment_id']);
  const emails = byOrder(ledgers.emails);
  const keys = by(ledgers.openKeys, (key) => key['operation_id']);
  return (orders, address) => {
    const ids = orders.map((order) => order['order_id']);
    const own = { charges: charges(ids), payments: payments(ids) };
    const chargeIds = own.charges.map(({ chargeId }) => chargeId);
    const paymentIds = own.payments.map((payment) => payment['payment_id']);
    const operations = [...orders, ...own.payments].map((row) => row['operation_id']);
    return {
      ...ledgers,
      ...own,
      orders,
      refunds: refunds(chargeIds),
      disputes: disputes(chargeIds),
      orderRefunds: orderRefunds(ids),
      histories: histories(ids),
      orderDisputes: orderDisputes(ids),
      paymentRefunds: paymentRefunds(paymentIds),
      paymentDisputes: paymentDisputes(paymentIds),
      emails: emails(ids),
      mails: [...new Set(ids.flatMap((id) => kept.mailsOf(String(id))))],
      responses: kept.responsesOf(address),
      openKeys: keys(operations),
      unpublished: [],
      jobs: [],
      deadLetters: [],
    };
  };
}
