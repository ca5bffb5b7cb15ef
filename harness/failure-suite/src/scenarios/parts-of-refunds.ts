import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { expectResponse, passed } from './expectations.ts';
import { refundsOf } from './refunds-seen.ts';

/** The body of an operator's refund request; `{}` refunds what is left. */
export type Part =
  | Readonly<Record<string, never>>
  | { readonly amount: { readonly amountMinor: number; readonly currency: string } }
  | { readonly lines: readonly { readonly productId: string; readonly quantity: number }[] };

export const usd = (amountMinor: number): { readonly amount: { amountMinor: number; currency: 'usd' } } => ({
  amount: { amountMinor, currency: 'usd' },
});

export const tea = (quantity: number): Part => ({ lines: [{ productId: 'prod_tea', quantity }] });

/** One attempt of an operator to refund a part of an order. */
export function refundPart(
  system: System,
  shopper: Shopper,
  orderId: string,
  part: Part,
  { key = uuidv7(), timeoutMs = 15_000 } = {},
): Promise<CustomerResponse> {
  return shopper.send('POST', `/orders/${orderId}/refunds`, {
    key,
    timeoutMs,
    headers: { authorization: `Bearer ${system.secrets.operatorKey}` },
    body: JSON.stringify(part),
  });
}

/** Repeats the request under its key until the part is refunded. Returns the refund. */
export function untilRefunded(
  system: System,
  shopper: Shopper,
  orderId: string,
  part: Part,
  key: string,
): Promise<Record<string, unknown>> {
  return system.until(
    `a part of ${orderId} is refunded`,
    async () => {
      const response = await refundPart(system, shopper, orderId, part, { key });
      if (response.status === 0 || response.status >= 500) return undefined;
      if (response.text.includes('idempotency_in_flight')) return undefined;
      const refund = expectResponse(response, 201);
      return refund['status'] === 'succeeded' && refund;
    },
    20_000,
  );
}

/** Waits until the order shows this total of refunds. Returns the order. */
export function refundedTotalIs(
  system: System,
  shopper: Shopper,
  orderId: string,
  amountMinor: number,
): Promise<Record<string, unknown>> {
  return system.until(
    `${amountMinor} of ${orderId} is refunded`,
    async () => {
      const order = expectResponse(await shopper.get(`/orders/${orderId}`), 200);
      const total = order['refundedTotal'] as { readonly amountMinor: number };
      return total.amountMinor === amountMinor && order;
    },
    20_000,
  );
}

/** Amounts of the refunds at the provider that succeeded, ascending. */
export async function refundedAtStripe(system: System): Promise<number[]> {
  const { refunds } = await system.ledgers();
  return refunds
    .filter(({ status }) => status === 'succeeded')
    .map(({ amountMinor }) => amountMinor)
    .sort((a, b) => a - b);
}

/** Runs `act` and checks that payments sent the provider no refund meanwhile, and reserved none. */
export async function expectNothingSent(
  system: System,
  orderId: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const sent = (): number => passed(system, 'payments->stripe', 'request', 'POST /v1/refunds').length;
  const [sentBefore, { length: before }] = [sent(), await refundsOf(system, orderId)];
  await act();
  assert.equal(sent() - sentBefore, 0, 'refunds that were sent to the provider');
  assert.equal((await refundsOf(system, orderId)).length, before, 'refunds of the order at payments');
}
