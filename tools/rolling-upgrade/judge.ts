import { type Ordered, type Sent } from './steady-checkouts.ts';

/** The number of charges and receipts by order ID. */
export interface Money {
  readonly charges: ReadonlyMap<string, number>;
  readonly receipts: ReadonlyMap<string, number>;
}

/**
 * Complaints: an order that did not end paid, more than one key, a 5xx without `Retry-After`, or not one
 * charge and receipt per order.
 */
export function complaintsAbout(orders: readonly Ordered[], money: Money): string[] {
  const ids = orders.flatMap(({ orderId }) => (orderId === undefined ? [] : [orderId]));
  const strangers = (what: string, counted: ReadonlyMap<string, number>): string[] =>
    [...counted.keys()]
      .filter((id) => !ids.includes(id))
      .map((id) => `${id}: ${what}, but no client ordered it`);
  return [
    ...(orders.length === 0 ? ['no checkout was sent'] : []),
    ...orders.flatMap((order) => aboutOne(order)),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}: given to two customers`),
    ...[...new Set(ids)].flatMap((id) => aboutMoney(id, money)),
    ...strangers('charged', money.charges),
    ...strangers('a receipt', money.receipts),
  ];
}

function aboutOne({ name, requests, first, end }: Ordered): string[] {
  const keys = new Set(requests.filter(({ method }) => method === 'POST').map(({ key }) => key));
  return [
    ...(end === 'paid'
      ? []
      : [`${name}: ended as ${end} (${first} at first) after ${requests.map(word).join(', ')}`]),
    ...(keys.size === 1 && !keys.has(null) ? [] : [`${name}: sent under ${keys.size} keys`]),
    ...requests
      .filter(({ status = 0, retryAfter }) => status >= 500 && retryAfter === null)
      .map(({ method, status }) => `${name}: ${method} got ${status} without Retry-After`),
  ];
}

function aboutMoney(id: string, { charges, receipts }: Money): string[] {
  const [charged = 0, received = 0] = [charges.get(id), receipts.get(id)];
  return [
    ...(charged === 1 ? [] : [`${id}: ${charged} charges`]),
    ...(received === 1 ? [] : [`${id}: ${received} receipts`]),
  ];
}

/** The result of a request: its status, or `no response`. */
export const word = ({ status }: Sent): string => (status === undefined ? 'no response' : String(status));
