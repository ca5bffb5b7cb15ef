import { createHmac, randomUUID } from 'node:crypto';
import { type System } from '../system/system.ts';

/** A body with the signature from Stripe's documentation: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`. */
export interface SignedEvent {
  readonly eventId: string;
  readonly body: string;
  readonly signature: string;
}

export interface EventOptions {
  /** Default `payment_intent.succeeded`. */
  readonly type?: string;
  readonly object: Readonly<Record<string, unknown>>;
  /** Default: the webhook secret that Stripe and payments share. */
  readonly secret?: string;
  /** The age of the signature. Default 0. */
  readonly ageSeconds?: number;
}

/** An event in Stripe's format, built without any service code. */
export function anEvent(system: System, options: EventOptions): SignedEvent {
  const { type = 'payment_intent.succeeded', object, ageSeconds = 0 } = options;
  const eventId = `evt_${randomUUID().replaceAll('-', '')}`;
  const created = Math.floor(Date.now() / 1_000) - ageSeconds;
  const body = JSON.stringify({
    id: eventId,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object },
  });
  return {
    eventId,
    body,
    signature: sign(body, created, options.secret ?? system.secrets.stripeWebhookSecret),
  };
}

export function sign(body: string, at: number, secret: string): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

/** Sends the event to payments on the edge that Stripe's own webhooks use. */
export async function deliver(
  system: System,
  { body, signature }: SignedEvent,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${system.edge('stripe->payments')}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  });
  const text = await response.text();
  system.note(`a webhook of the scenario got ${response.status}`);
  return { status: response.status, text };
}

/** The charge of an order, as it appears in Stripe's events. */
export async function intentOf(system: System, orderId: string): Promise<Record<string, unknown>> {
  const charge = await system.until(`the provider has charged ${orderId}`, async () =>
    (await system.ledgers()).charges.find(({ metadata }) => metadata['orderId'] === orderId),
  );
  return {
    id: charge.paymentIntentId,
    object: 'payment_intent',
    amount: charge.amountMinor,
    amount_received: charge.amountMinor,
    currency: charge.currency,
    status: 'succeeded',
    latest_charge: charge.chargeId,
    last_payment_error: null,
    metadata: charge.metadata,
    created: Math.floor(Date.parse(charge.createdAt) / 1_000),
    livemode: false,
  };
}
