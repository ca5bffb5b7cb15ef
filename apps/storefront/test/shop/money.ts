import { expect } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type ShopStack } from './shop-stack.ts';

export interface OrderRow {
  readonly order_id: string;
  readonly status: string;
  readonly customer_email: string;
  readonly amount_minor: number;
  readonly refunded_minor: number;
}

interface EmailRow {
  readonly order_id: string;
  readonly status: string;
  readonly message_id: string;
  readonly attempts: number;
}

/** Longer than any breaker stays open, and than a confirmation is waited for. */
const patience = { timeoutMs: 60_000, intervalMs: 200 };
const final = ['paid', 'payment_failed', 'refunded'];

/** The orders of a customer in checkout's ledger, oldest first. */
export function ordersOf(stack: ShopStack, emails: readonly string[]): Promise<OrderRow[]> {
  return stack.rows<OrderRow>(
    'checkout',
    `select order_id, status, customer_email, amount_minor, refunded_minor from orders
     where customer_email = any($1) order by created_at`,
    [emails],
  );
}

/**
 * Waits until the orders of these customers are final, then compares all ledgers: a paid order has one charge
 * of its amount and one receipt, a failed one has none, a refunded one has returned all of it once.
 */
export async function checkMoney(stack: ShopStack, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return;
  const orders = await eventually(async () => {
    const found = await ordersOf(stack, emails);
    expect(found.filter(({ status }) => !final.includes(status))).toEqual([]);
    return found;
  }, patience);
  await noOrderIsChargedTwice(stack);
  for (const order of orders) await checkOrder(stack, order);
}

/** Every charge that was not returned belongs to one order, which has no other. */
async function noOrderIsChargedTwice(stack: ShopStack): Promise<void> {
  const kept = (await stack.charges()).filter(({ status }) => status === 'succeeded');
  const charged = kept.map(({ metadata }) => metadata['orderId']);
  expect(charged.filter((orderId, n) => charged.indexOf(orderId) !== n)).toEqual([]);
}

async function checkOrder(stack: ShopStack, order: OrderRow): Promise<void> {
  const { order_id: orderId, status, amount_minor: amount, refunded_minor: refunded } = order;
  const charges = (await stack.charges(orderId)).map(({ status: state, amountMinor }) => [
    state,
    amountMinor,
  ]);
  const taken = charges.filter(([state]) => state === 'succeeded' || state === 'refunded');
  const expected = { paid: 'succeeded', refunded: 'refunded' }[status];
  expect([orderId, taken]).toEqual([orderId, expected === undefined ? [] : [[expected, amount]]]);
  if (status === 'refunded') expect([orderId, refunded]).toEqual([orderId, amount]);
  await eventually(() => hasReceipts(stack, orderId, expected === undefined ? 0 : 1), patience);
}

/** A mail arrives as often as it was attempted, at most, and always under one Message-ID. */
async function hasReceipts(stack: ShopStack, orderId: string, count: number): Promise<void> {
  const [receipt, ...others] = await stack.rows<EmailRow>(
    'email',
    `select order_id, status, message_id, attempts from email where order_id = $1 and kind = 'receipt'`,
    [orderId],
  );
  expect([orderId, others]).toEqual([orderId, []]);
  expect([orderId, receipt === undefined ? 0 : 1]).toEqual([orderId, count]);
  if (receipt === undefined) return;
  expect(receipt).toMatchObject({ status: 'sent' });
  const arrived = (await stack.inbox.messages()).filter(({ messageId }) =>
    messageId.includes(receipt.message_id),
  );
  expect(arrived.length).toBeGreaterThan(0);
  expect(arrived.length).toBeLessThanOrEqual(receipt.attempts);
}
