import assert from 'node:assert/strict';
import { type Direction, type Message } from '@holdfast/fault-proxy';
import { type Ledgers } from '../system/ledgers.ts';
import { type CustomerResponse, bodyOf, type Shopper } from '../system/shopper.ts';
import { type System } from '../system/system.ts';

/** An answer with this status, and for a problem with this code. Gives its body. */
export function expectResponse(
  response: CustomerResponse,
  status: number,
  code?: string,
): Record<string, unknown> {
  const summary = `${response.method} ${response.path} was answered ${response.status} ${response.failure ?? response.text}`;
  assert.equal(response.status, status, summary);
  const body = bodyOf(response);
  if (code !== undefined) assert.equal(body['code'], code, summary);
  return body;
}

/** An order that was answered as paid. Gives its id. */
export function expectPaid(response: CustomerResponse): string {
  const body = expectResponse(response, 201);
  assert.equal(body['status'], 'paid');
  assert.equal(body['notice'], null);
  return String(body['orderId']);
}

/** An order that was taken, to be settled later, and that says so in words. Gives its id. */
export function expectPending(response: CustomerResponse): string {
  const body = expectResponse(response, 202);
  assert.equal(body['status'], 'payment_pending');
  assert.match(String(body['notice']), /not be charged twice/);
  return String(body['orderId']);
}

/** An order that was taken: paid at once, or pending with a notice. Gives its id. */
export function expectAccepted(response: CustomerResponse): string {
  return response.status === 201 ? expectPaid(response) : expectPending(response);
}

/** A refusal that may be repeated: it says when, and no word of what is behind it. */
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

/** The orders that a customer has, whatever the customer was told. */
export function ordersOf(system: System, { email }: Shopper): Promise<readonly Record<string, unknown>[]> {
  return system.query('checkout', 'select * from orders where customer_email = $1', [email]);
}

/** Waits for the one order of a customer who was not told of it yet. Gives its id. */
export function orderBegunBy(system: System, shopper: Shopper): Promise<string> {
  return system.until(`${shopper.name} has an order`, async () => {
    const [order] = await ordersOf(system, shopper);
    return order === undefined ? undefined : String(order['order_id']);
  });
}

/** What the provider has of an order. */
export async function chargesOf(system: System, orderId: string): Promise<Ledgers['charges']> {
  const { charges } = await system.ledgers();
  return charges.filter(({ metadata }) => metadata['orderId'] === orderId);
}

export async function expectChargedOnce(system: System, orderId: string): Promise<void> {
  const charges = await chargesOf(system, orderId);
  assert.deepEqual(
    charges.map(({ status, amountMinor }) => `${amountMinor} ${status}`),
    ['4200 succeeded'],
    `the provider's charges for ${orderId}`,
  );
}

/** Messages of a route that passed since the scenario began. */
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

/** The charges that were asked of the provider, an attempt each. */
export const attemptsAtStripe = (system: System): Message[] =>
  passed(system, 'payments->stripe', 'request', 'POST /v1/payment_intents');
