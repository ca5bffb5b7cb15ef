import { v7 as uuidv7 } from 'uuid';
import { requestBytes } from '../http-connection.ts';

/** The order that one customer wants, once. The email address identifies it in every shop's records. */
export interface Basket {
  readonly email: string;
  readonly key: string;
  readonly products: readonly [string, string];
}

/** Most of the catalog, two in an order, so that concurrent orders rarely share one. */
const catalog = [
  'mug',
  'kettle',
  'marmalade',
  'tea',
  'rope',
  'lantern',
  'blanket',
  'sweater',
  'compass',
  'notebook',
  'bell',
  'soap',
];

let made = 0;

/** A basket of two products that every shop has, for a new customer with a new key. */
export function newBasket(products: Basket['products'] = ['tea', 'mug']): Basket {
  made += 1;
  return { email: `basket-${made}@bench.example`, key: uuidv7(), products };
}

/** A basket of two products of the whole catalog. */
export function variedBasket(): Basket {
  const at = (2 * made) % catalog.length;
  return newBasket([catalog[at] ?? '', catalog[at + 1] ?? '']);
}

export const bodyOf = ({ email, products: [two, one] }: Basket): string =>
  JSON.stringify({
    customer: { email, name: 'Ada Lovelace' },
    lines: [
      { productId: `prod_${two}`, quantity: 2 },
      { productId: `prod_${one}`, quantity: 1 },
    ],
    paymentMethod: 'pm_card_visa',
  });

/** The same headers for every shop; the naive one ignores the key. */
export const headersOf = ({ key }: Basket): Record<string, string> => ({
  'content-type': 'application/json',
  'idempotency-key': key,
});

export const requestOf = (basket: Basket): string =>
  requestBytes('POST /checkouts', headersOf(basket), bodyOf(basket));
