import { randomUUID } from 'node:crypto';
import { type Page } from 'playwright-core';
import { type ShopStack } from './shop-stack.ts';

export interface PlacedOrder {
  readonly orderId: string;
  readonly status: string;
  /** The order's page with its token, as in the emails. */
  readonly link: string;
}

/** Places an order for $42.00 through the API of the shop, as another page of the customer would. */
export async function placeOrder(
  stack: ShopStack,
  email: string,
  paymentMethod = 'pm_card_visa',
): Promise<PlacedOrder> {
  const response = await fetch(`${stack.url}/api/checkouts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      customer: { email, name: 'Ada' },
      lines: [{ productId: 'prod_tea', quantity: 2 }],
      paymentMethod,
    }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  const { orderId, accessToken, status } = body;
  if (typeof orderId !== 'string' || typeof accessToken !== 'string')
    throw new Error(`no order was placed (${response.status}): ${JSON.stringify(body)}`);
  return { orderId, status: String(status), link: `/orders/${orderId}#${accessToken}` };
}

/** Waits for an order to be in that state, which may need a restart of a service, or a bank's time limit. */
export function seesHeading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor({ timeout: 60_000 });
}
