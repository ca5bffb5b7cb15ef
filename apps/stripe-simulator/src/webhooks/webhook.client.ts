import { Stripe } from 'stripe';

/** As long as a receiver may take; Stripe does not publish its number, this is a guess. */
const timeoutMs = 10_000;

export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** Posts one event, signed as Stripe signs; the answer is undefined, or why it counts as failed. */
export async function postEvent(
  endpoint: WebhookEndpoint,
  event: Stripe.EventBase,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const payload = JSON.stringify(event, null, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: endpoint.secret });
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      body: payload,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Stripe-Signature': signature,
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      redirect: 'manual',
      signal: AbortSignal.any([cancel, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error.message + cause;
}
