import { Stripe } from 'stripe';

export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** From the first failure to the second attempt. */
  readonly firstRetryMs: number;
}

/**
 * Posts one event, signed as Stripe signs, over a connection of its own, as one of Stripe's many machines does: a copy of the receiver that
 * refused it would get it again over the same one. The answer is undefined, or why it counts as failed.
 */
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
        Connection: 'close',
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      redirect: 'manual',
      signal: AbortSignal.any([cancel, AbortSignal.timeout(endpoint.timeoutMs)]),
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
