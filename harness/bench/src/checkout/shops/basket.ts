import { v7 as uuidv7 } from 'uuid';
import { requestBytes } from '../../measure/http-connection.ts';

/** The order that one customer wants, once. The email address identifies it in every shop's records. */
export interface Basket {
  readonly email: string;
  readonly key: string;
}

let made = 0;

export function newBasket(): Basket {
  made += 1;
  return { email: `basket-${made}@bench.example`, key: uuidv7() };
}

export const bodyOf = ({ email }: Basket): string =>
  JSON.stringify({
    customer: { email, name: 'Ada Lovelace' },
    lines: [
      { productId: 'prod_tea', quantity: 2 },
      { productId: 'prod_mug', quantity: 1 },
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
