import { randomUUID } from 'node:crypto';
import { type ShopStack } from '../shop/shop-stack.ts';

/** Charges an order again at the local Stripe, as a bug of the shop would: under a key of its own. */
export async function chargeAgain(stack: ShopStack, orderId: string): Promise<{ giveBack(): Promise<void> }> {
  const intent = await stripe(stack, '/v1/payment_intents', {
    amount: '4200',
    currency: 'usd',
    confirm: 'true',
    payment_method: 'pm_card_visa',
    'payment_method_types[]': 'card',
    'metadata[orderId]': orderId,
  });
  return {
    giveBack: async () => void (await stripe(stack, '/v1/refunds', { payment_intent: String(intent['id']) })),
  };
}

async function stripe(
  { stripeUrl, secrets }: ShopStack,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(stripeUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.stripeSecretKey}`, 'idempotency-key': randomUUID() },
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok)
    throw new Error(`Stripe refused POST ${path} (${response.status}): ${JSON.stringify(body)}`);
  return body;
}
