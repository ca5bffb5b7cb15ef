import { type Write } from '@holdfast/idempotency';
import type Stripe from 'stripe';

/**
 * Keeps an event that names a payment but does not match its charge. Reconciliation reports it to operators.
 */
export function keepUnapplied(event: Stripe.Event, paymentId: string, intentId: string, why: string): Write {
  return {
    name: 'not_applied',
    after: 'start',
    given: {
      event_id: ['text', event.id],
      type: ['text', event.type],
      payment_id: ['text', paymentId],
      intent_id: ['text', intentId],
      why: ['text', why],
    },
    text: `insert into stripe_event_not_applied (event_id, operation_id, type, payment_id, intent_id, why)
           select event_id, operation_id, type, payment_id, intent_id, why from given on conflict do nothing returning operation_id`,
  };
}
