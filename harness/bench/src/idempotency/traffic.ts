import { v7 as uuidv7 } from 'uuid';
import { requestBytes } from '../measure/http-connection.ts';
import { type Traffic } from './experiments.ts';

export const apiKey = { caller: 'bench', secret: 'bench-secret-of-this-bench-alone' };

const headers = { authorization: `Bearer ${apiKey.secret}`, 'content-type': 'application/json' };

const body = JSON.stringify({
  customer: { email: 'ada@example.com' },
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_mug', quantity: 1 },
  ],
  paymentMethod: 'pm_card_visa',
});

const post = (path: string, key: string): string =>
  requestBytes(`POST ${path}`, { ...headers, 'idempotency-key': key }, body);

export const placeOrder = (key: string): string => post('/orders', key);
export const checkOut = (key: string): string => post('/checkouts', key);
const readOrder = (orderId: string): string => requestBytes(`GET /orders/${orderId}`, headers);

/** An order that has been placed, and the key that it was placed with. */
export interface DoneOrder {
  readonly key: string;
  readonly orderId: string;
}

/** Few enough for any cache, many enough to avoid a hot row. */
export const fewOrders = 256;

/**
 * Makes requests. Those for existing orders take the orders in turn, and continue where they stopped.
 */
export class Requests {
  private turn = 0;

  constructor(private readonly done: readonly DoneOrder[]) {}

  of(traffic: Traffic): () => string {
    switch (traffic) {
      case 'order':
        return () => placeOrder(uuidv7());
      case 'checkout':
        return () => checkOut(uuidv7());
      case 'replay of few':
        return () => placeOrder(this.next(fewOrders).key);
      case 'replay of many':
        return () => placeOrder(this.next(this.done.length).key);
      case 'read':
        return () => readOrder(this.next(fewOrders).orderId);
    }
  }

  private next(among: number): DoneOrder {
    const order = this.done[this.turn % among];
    if (order === undefined) throw new Error('not enough orders have been placed');
    this.turn += 1;
    return order;
  }
}
