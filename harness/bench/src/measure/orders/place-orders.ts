import { HttpConnection } from '../http-connection.ts';
import { type Basket, requestOf } from './basket.ts';

export interface OrderLoad {
  /** Of checkout. */
  readonly port: number;
  readonly orders: number;
  /** Each has a connection and places its next order as soon as it has a response. */
  readonly clients: number;
  readonly next: () => Basket;
  readonly signal: AbortSignal;
}

/**
 * Places orders as fast as these clients can, and returns them with the last response, when most of the work
 * that they cause is still to come.
 * @throws Error if any response is not 201 or 202
 */
export async function placeOrders({ port, orders, clients, next, signal }: OrderLoad): Promise<Basket[]> {
  const placed: Basket[] = [];
  let isOver = false;
  const client = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    try {
      while (!isOver && placed.length < orders) {
        signal.throwIfAborted();
        const basket = next();
        placed.push(basket);
        const { status, body } = await connection.send(requestOf(basket));
        if (status !== 201 && status !== 202) throw new Error(`checkout returned ${status}: ${body}`);
      }
    } finally {
      isOver = true;
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(clients, orders) }, client));
  return placed;
}
