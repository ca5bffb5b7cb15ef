import { randomUUID } from 'node:crypto';

/** 8 orders at a time. */
const clients = 8;

const body = JSON.stringify({
  customer: { email: 'ada@example.com' },
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  paymentMethod: 'pm_card_visa',
});

/** Places an order. @throws Error if it is not paid in the response. */
export async function placeOrder(checkout: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const response = await fetch(`${checkout}/checkouts`, { method: 'POST', headers, body });
  const answer = await response.text();
  if (response.status !== 201 || !answer.includes('"status":"paid"'))
    throw new Error(`the order is not paid (${response.status}): ${answer.slice(0, 300)}`);
}

/** Places this many orders, a few at a time. */
export async function placeOrders(checkout: string, count: number): Promise<void> {
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await placeOrder(checkout);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
