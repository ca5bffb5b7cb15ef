import { type Commit } from '../history/commit.ts';
import { groupBy, type Row, text } from '../invariants/rows.ts';

/** A message of checkout to recommendations: a customer bought these products. */
export interface AnnouncedPurchase {
  readonly messageId: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Sorted, each once. */
  readonly productIds: readonly string[];
  readonly commit: Commit;
}

/** All purchases that checkout announced, by the ID of the message. */
export function announcedIn(history: readonly Commit[]): Map<string, AnnouncedPurchase> {
  const announced = history.flatMap((commit) =>
    commit.database === 'checkout'
      ? rowsIn(commit, 'outbox')
          .filter((row) => row['name'] === 'order-paid')
          .map((row) => announcedBy(row, commit))
      : [],
  );
  return new Map(announced.map((purchase) => [purchase.messageId, purchase]));
}

/** The rows that a commit inserts into a table. */
export const rowsIn = ({ changes }: Commit, table: string): Row[] =>
  changes.flatMap((change) =>
    change.table === table && change.kind === 'insert' && change.after !== undefined ? [change.after] : [],
  );

function announcedBy(row: Row, commit: Commit): AnnouncedPurchase {
  const payload = (row['payload'] ?? {}) as Row;
  return {
    messageId: text(row, 'message_id'),
    orderId: text(payload, 'orderId'),
    customerId: text(payload, 'customerId'),
    productIds: productsIn(payload['productIds']),
    commit,
  };
}

const productsIn = (value: unknown): string[] =>
  [...new Set(Array.isArray(value) ? value : [])].map(String).toSorted();

/** The orders of a history, as its last change of each left them. */
export function ordersIn(history: readonly Commit[]): Map<string, Row> {
  const rows = history
    .filter(({ database }) => database === 'checkout')
    .flatMap(({ changes }) =>
      changes.flatMap(({ table, after }) => (table === 'orders' && after ? [after] : [])),
    );
  return new Map(rows.map((row) => [text(row, 'order_id'), row]));
}

/** The products of an order's lines: sorted, each once. */
export const productsOf = (order: Row): string[] =>
  productsIn((order['lines'] as readonly Row[]).map((line) => line['productId']));

/** The same for every spelling of an address. */
export const buyerOf = (order: Row): string => text(order, 'customer_email').toLowerCase();

/** The IDs by which recommendations knows each buyer, by address. */
export function customerIdsIn(history: readonly Commit[]): Map<string, readonly string[]> {
  const orders = ordersIn(history);
  const known = [...announcedIn(history).values()].map(({ orderId, customerId }) => ({
    buyer: buyerOf(orders.get(orderId) ?? {}),
    customerId,
  }));
  return new Map(
    [...groupBy(known, ({ buyer }) => buyer)].map(([buyer, same]) => [
      buyer,
      [...new Set(same.map(({ customerId }) => customerId))],
    ]),
  );
}
