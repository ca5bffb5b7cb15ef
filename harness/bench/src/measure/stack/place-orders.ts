import { v7 as uuidv7 } from 'uuid';
import { HttpConnection, requestBytes } from '../http-connection.ts';
import { addressOf, type MeasuredStack } from './measured-stack.ts';

export interface OrderLoad {
  readonly orders: number;
  /** Each has a connection and places its next order as soon as it has a response. */
  readonly clients: number;
}

export interface PlacedOrders {
  /** From the first request to the last response. */
  readonly seconds: number;
  /** Of each order, sorted. */
  readonly latenciesMs: Float64Array;
  /** Responses with 202: the payment was not known yet. */
  readonly pending: number;
}

/** Most of the catalog, two in an order, so that concurrent orders rarely share one. */
const products = [
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

let placed = 0;

/** A request for a new order, with a key and a customer of its own. */
export function nextOrder(): string {
  placed += 1;
  const [first, second] = [0, 1].map((n) => products[(2 * placed + n) % products.length]);
  const body = {
    customer: { email: `ada-${placed}@example.com`, name: 'Ada Lovelace' },
    lines: [
      { productId: `prod_${first}`, quantity: 2 },
      { productId: `prod_${second}`, quantity: 1 },
    ],
    paymentMethod: 'pm_card_visa',
  };
  const headers = { 'content-type': 'application/json', 'idempotency-key': uuidv7() };
  return requestBytes('POST /checkouts', headers, JSON.stringify(body));
}

/** Through the lab if it is on. */
export const checkoutPort = (stack: MeasuredStack): number =>
  Number(new URL(stack.addresses['checkout through the lab'] ?? addressOf(stack, 'checkout')).port);

/**
 * Places orders at checkout, through the lab if it is on. Each has a key and a customer of its own. Resolves
 * with the last response, when most of the work that they cause is still to come.
 * @throws Error if any response is not 201 or 202
 */
export async function placeOrders(
  stack: MeasuredStack,
  { orders, clients }: OrderLoad,
  signal: AbortSignal,
): Promise<PlacedOrders> {
  const port = checkoutPort(stack);
  const latenciesMs: number[] = [];
  let [left, pending] = [orders, 0];
  const shop = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    try {
      while (left > 0) {
        signal.throwIfAborted();
        left -= 1;
        const begun = performance.now();
        const { status, body } = await connection.send(nextOrder());
        latenciesMs.push(performance.now() - begun);
        if (status === 202) pending += 1;
        else if (status !== 201) throw new Error(`checkout returned ${status}: ${body}`);
      }
    } finally {
      left = 0;
      connection.close();
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: clients }, shop));
  const seconds = (performance.now() - begun) / 1_000;
  return { seconds, latenciesMs: Float64Array.from(latenciesMs).sort(), pending };
}
