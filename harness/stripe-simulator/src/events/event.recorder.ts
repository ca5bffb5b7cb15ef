import { Stripe } from 'stripe';
import { seconds } from '../http/endpoint.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { newId } from '../ledger/object-id.ts';

type ObjectOf<T extends Stripe.Event['type']> = Extract<Stripe.Event, { type: T }>['data']['object'];

/** The request that caused an event; none for later decisions of the bank. */
export interface EventOrigin {
  readonly ledger: Ledger;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  readonly at: number;
}

/** The origin of what a bank or a deadline decides now. */
export function laterOrigin(ledger: Ledger): EventOrigin {
  return { ledger, requestId: null, idempotencyKey: null, at: ledger.clock.now() };
}

/**
 * Records an event and its delivery in the transaction of its cause, so that neither exists without the
 * other. Deliveries keep real time, as their receivers do.
 */
export function recordEvent<T extends Stripe.Event['type']>(
  origin: EventOrigin,
  type: T,
  object: ObjectOf<T>,
  previous?: Partial<ObjectOf<T>>,
): void {
  const { ledger, idempotencyKey, requestId } = origin;
  const endpoints = ledger.webhookEndpoints.subscribedTo(type);
  const event: Stripe.EventBase = {
    id: newId('evt_3'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: seconds(origin),
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { id: requestId, idempotency_key: idempotencyKey },
    type,
  };
  ledger.events.insert(event, origin);
  for (const { id } of endpoints) ledger.deliveries.schedule(event.id, id, Date.now());
}
