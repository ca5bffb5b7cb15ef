import { randomUUID } from 'node:crypto';
import { type System } from '../system/system.ts';

const key = 'partner-7c5e3a1f9d8b4e6a20';

export const partnerSettings = { payments: { EXTRA_API_KEYS: `partner:${key}:charge` } };

/** A partner sells something of its own for $42 and charges for it at payments. */
export async function partnerCharges(
  system: System,
  orderId: string,
  paymentMethod: string,
): Promise<Response> {
  const amount = { amountMinor: 4200, currency: 'usd' };
  const response = await fetch(`${system.edge('checkout->payments')}/payments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ orderId, amount, paymentMethod }),
  });
  await response.text();
  return response;
}
