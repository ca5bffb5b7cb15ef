import { type Ordered, type Sent } from './steady-checkouts.ts';

/** How often an order was charged and got its receipt, by its id. */
export interface Money {
  readonly charges: ReadonlyMap<string, number>;
  readonly receipts: ReadonlyMap<string, number>;
}

/** What does not hold: a client whose call did not come to a paid order, more than one key, a 5xx that names no time, and money that is not 1:1. */
export function complaintsAbout(orders: readonly Ordered[], money: Money): string[] {
  const ids = orders.flatMap(({ orderId }) => (orderId === undefined ? [] : [orderId]));
  const strangers = (what: string, counted: ReadonlyMap<string, number>): string[] =>
    [...counted.keys()]
      .filter((id) => !ids.includes(id))
      .map((id) => `${id}: ${what}, and no client knows it`);
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
      .map(({ method, status }) => `${name}: ${method} was answered ${status} without Retry-After`),
  ];
}

function aboutMoney(id: string, { charges, receipts }: Money): string[] {
  const [charged = 0, told = 0] = [charges.get(id), receipts.get(id)];
  return [
    ...(charged === 1 ? [] : [`${id}: ${charged} charges`]),
    ...(told === 1 ? [] : [`${id}: ${told} receipts`]),
  ];
}

/** What came of a request, in a word. */
export const word = ({ status }: Sent): string => (status === undefined ? 'no answer' : String(status));
