import { Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { newId } from '../ledger/object-id.ts';

type ObjectOf<T extends Stripe.Event['type']> = Extract<Stripe.Event, { type: T }>['data']['object'];

/** The event and its delivery, in the transaction of what happened: one is never there without the other. */
export function recordEvent<T extends Stripe.Event['type']>(
  scope: Scope,
  type: T,
  object: ObjectOf<T>,
  previous?: Partial<ObjectOf<T>>,
): void {
  const { ledger, at, idempotencyKey, requestId } = scope;
  const event: Stripe.EventBase = {
    id: newId('evt_3'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: seconds(scope),
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: ledger.hasWebhookEndpoint ? 1 : 0,
    request: { id: requestId, idempotency_key: idempotencyKey },
    type,
  };
  ledger.events.insert(event, scope);
  if (ledger.hasWebhookEndpoint) ledger.deliveries.schedule(event.id, at);
}
