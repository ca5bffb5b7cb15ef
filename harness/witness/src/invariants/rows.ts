import { type Ledgers } from '../ledgers/ledgers.ts';

/** A row with SQL's column names. */
export type Row = Readonly<Record<string, unknown>>;
export type Charge = Ledgers['charges'][number];

/** The column as text; '' if it is null or missing. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const number = (row: Row, column: string): number => Number(row[column]);

export const moneyOf = (row: Row): string => `${text(row, 'amount_minor')} ${text(row, 'currency')}`;
export const chargedMoney = (charge: Charge): string => `${charge.amountMinor} ${charge.currency}`;

/** True if money was taken, even if it was refunded since. */
export const isCharged = ({ status }: Charge): boolean => status === 'succeeded' || status === 'refunded';

/** True if the order was charged, even if it was refunded since. */
export const wasPaid = (order: Row): boolean =>
  ['paid', 'refund_pending', 'refunded'].includes(text(order, 'status'));

/** Those that checkout requested, also if they failed. */
export const allChargesOf = ({ charges }: Ledgers, orderId: string): readonly Charge[] =>
  charges.filter(({ metadata }) => metadata['orderId'] === orderId && isOfCheckout(metadata['caller']));

export const chargesOf = (ledgers: Ledgers, orderId: string): readonly Charge[] =>
  allChargesOf(ledgers, orderId).filter(isCharged);

export const orderOf = ({ orders }: Ledgers, orderId: string): Row | undefined =>
  orders.find((order) => order['order_id'] === orderId);

export function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/** Another caller of payments sells for itself. Charges that payments did not make have no caller. */
export const isOfCheckout = (caller: unknown): boolean => caller === undefined || caller === 'checkout';
