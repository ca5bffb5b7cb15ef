import type Stripe from 'stripe';
import { z } from 'zod';

/** The members every event has; Stripe's types describe the rest. */
const event = z.looseObject({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string().min(1),
  data: z.looseObject({ object: z.looseObject({}) }),
});

export function isEvent(value: unknown): value is Stripe.Event {
  return event.safeParse(value).success;
}

/** Events of connected accounts are not about our money, whatever their metadata says. */
export function isOfAnotherAccount({ account }: Stripe.Event): boolean {
  return account !== undefined;
}

type EndOfIntent = Extract<
  Stripe.Event,
  { type: 'payment_intent.succeeded' | 'payment_intent.payment_failed' | 'payment_intent.canceled' }
>;

const endsOfIntents: ReadonlySet<string> = new Set<EndOfIntent['type']>([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
]);

/** Events that can settle an intent; the intent itself holds the result. */
export function isAboutTheEnd(event: Stripe.Event): event is EndOfIntent {
  return endsOfIntents.has(event.type);
}
