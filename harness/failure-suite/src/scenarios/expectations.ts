import assert from 'node:assert/strict';
import { type Direction, type Message } from '@holdfast/lab-api';
import { bodyOf, type CustomerResponse, type Ledgers, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/** Expects a status and, for problems, a code. Returns the body. */
export function expectResponse(
  response: CustomerResponse,
  status: number,
  code?: string,
): Record<string, unknown> {
  const summary = `${response.method} ${response.path} returned ${response.status} ${response.failure ?? response.text}`;
  assert.equal(response.status, status, summary);
  const body = bodyOf(response);
  if (code !== undefined) assert.equal(body['code'], code, summary);
  return body;
}

/** Expects a paid order. Returns its ID. */
export function expectPaid(response: CustomerResponse): string {
  const body = expectResponse(response, 201);
  assert.equal(body['status'], 'paid');
  assert.equal(body['notice'], null);
  return String(body['orderId']);
}

/** Expects a pending order with a notice. Returns its ID. */
export function expectPending(response: CustomerResponse): string {
  const body = expectResponse(response, 202);
  assert.equal(body['status'], 'payment_pending');
  assert.match(String(body['notice']), /won't be charged twice/);
  return String(body['orderId']);
}

/** Expects an accepted order: paid, or pending with a notice. Returns its ID. */
export function expectAccepted(response: CustomerResponse): string {
  return response.status === 201 ? expectPaid(response) : expectPending(response);
}

/** Expects a pending refund, which its order shows and explains. */
export async function expectRefundPending(
  shopper: Shopper,
  orderId: string,
  response: CustomerResponse,
): Promise<void> {
  assert.equal(expectResponse(response, 201)['status'], 'pending');
  const order = expectResponse(await shopper.get(`/orders/${orderId}`), 200);
  assert.equal(order['status'], 'refund_pending');
  assert.match(String(order['notice']), /is being processed but isn't confirmed yet/);
}

/** Expects a 503 with Retry-After. */
export function expectBusy(response: CustomerResponse): void {
  expectResponse(response, 503);
  assert.match(response.headers['retry-after'] ?? 'absent', /^\d+$/);
}

/** Waits until the order has this status. */
export async function becomes(system: System, orderId: string, status: string): Promise<void> {
  await system.until(
    `order ${orderId} is ${status}`,
    async () => (await statusOf(system, orderId)) === status,
    20_000,
  );
}

export async function statusOf(system: System, orderId: string): Promise<unknown> {
  const [order] = await system.query('checkout', 'select status from orders where order_id = $1', [orderId]);
  return order?.['status'];
}

/** The customer's orders in the database, independent of responses. */
export function ordersOf(system: System, { email }: Shopper): Promise<readonly Record<string, unknown>[]> {
  return system.query('checkout', 'select * from orders where customer_email = $1', [email]);
}

/** Waits for the order of a customer who has no response yet. Returns its ID. */
export function orderBegunBy(system: System, shopper: Shopper): Promise<string> {
  return system.until(`${shopper.name} has an order`, async () => {
    const [order] = await ordersOf(system, shopper);
    return order === undefined ? undefined : String(order['order_id']);
  });
}

/** The provider's charges for an order. */
export async function chargesOf(system: System, orderId: string): Promise<Ledgers['charges']> {
  const { charges } = await system.ledgers();
  return charges.filter(({ metadata }) => metadata['orderId'] === orderId);
}

/** Expects one charge, of the order's amount. The invariants compare that with the customer's cart. */
export async function expectChargedOnce(system: System, orderId: string): Promise<void> {
  const [order] = await system.query('checkout', 'select amount_minor from orders where order_id = $1', [
    orderId,
  ]);
  const charges = await chargesOf(system, orderId);
  assert.deepEqual(
    charges.map(({ status, amountMinor }) => `${amountMinor} ${status}`),
    [`${String(order?.['amount_minor'])} succeeded`],
    `the provider's charges for ${orderId}`,
  );
}

/** Messages on a route since the start of the scenario. */
export function passed(system: System, route: string, direction: Direction, label?: string): Message[] {
  return system.lab
    .events()
    .flatMap((event) => (event.type === 'message' ? [event.message] : []))
    .filter(
      (message) =>
        message.route === route &&
        message.direction === direction &&
        (label === undefined || message.label === label),
    );
}

/** Charge requests to the provider, one per attempt. */
export const attemptsAtStripe = (system: System): Message[] =>
  passed(system, 'payments->stripe', 'request', 'POST /v1/payment_intents');
