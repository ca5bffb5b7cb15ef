import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from '../../measure/http-connection.ts';
import { type Basket, newBasket, requestOf } from '../shops/basket.ts';

export interface Load {
  readonly port: number;
  readonly orders: number;
  readonly signal: AbortSignal;
}

/** Places an order over a kept connection. Rejects unless it is accepted. */
async function place(connection: HttpConnection, basket: Basket): Promise<void> {
  const { status, body } = await connection.send(requestOf(basket));
  if (status !== 201 && status !== 202) throw new Error(`an order got ${status}: ${body}`);
}

/** Places the orders as fast as this many clients can, each after the response to its previous one. */
export async function placeWith(clients: number, { port, orders, signal }: Load): Promise<Basket[]> {
  const baskets = Array.from({ length: orders }, newBasket);
  const left = baskets.values();
  const client = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    try {
      for (const basket of left) {
        signal.throwIfAborted();
        await place(connection, basket);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(clients, orders) }, client));
  return baskets;
}

export interface Paced {
  /** From the moment an order was due to its response, sorted, ms: a late start counts. */
  readonly latenciesMs: Float64Array;
  readonly baskets: Basket[];
}

/** Places the orders at a steady rate, whether or not earlier ones have their response. */
export async function placeAt(perSecond: number, { port, orders, signal }: Load): Promise<Paced> {
  const idle: HttpConnection[] = [];
  const latenciesMs = new Float64Array(orders);
  const baskets = Array.from({ length: orders }, newBasket);
  const begun = performance.now();
  const one = async (basket: Basket, index: number): Promise<void> => {
    const dueAt = begun + (index * 1_000) / perSecond;
    await sleep(Math.max(0, dueAt - performance.now()), undefined, { signal });
    const connection = idle.pop() ?? (await HttpConnection.open(port));
    await place(connection, basket);
    latenciesMs[index] = performance.now() - dueAt;
    idle.push(connection);
  };
  try {
    await Promise.all(baskets.map(one));
  } finally {
    for (const connection of idle) connection.close();
  }
  return { latenciesMs: latenciesMs.sort(), baskets };
}
