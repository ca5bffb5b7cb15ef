import { Stripe } from 'stripe';

export interface DeliveryTimes {
  /** How long to wait for a response. */
  readonly timeoutMs: number;
  /** From the first failure to the second attempt. */
  readonly firstRetryMs: number;
}

/**
 * Posts an event with Stripe's signature. Each uses a new connection, like Stripe's many machines: a
 * kept-alive one would lead a retry to the same instance that failed. Resolves to undefined or the reason of
 * the failure.
 */
export async function postEvent(
  { url, secret }: { readonly url: string; readonly secret: string },
  timeoutMs: number,
  event: Stripe.EventBase,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const payload = JSON.stringify(event, null, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: payload,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Stripe-Signature': signature,
        Connection: 'close',
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
