import type Stripe from 'stripe';
import { z } from 'zod';

/** What every event has; the rest is as Stripe's types say. */
const event = z.looseObject({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string().min(1),
  data: z.looseObject({ object: z.looseObject({}) }),
});

export function isEvent(value: unknown): value is Stripe.Event {
  return event.safeParse(value).success;
}

/** Whether it tells of another account that is connected to ours: its money is not ours, whatever its metadata name. */
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

/** Whether it tells how an intent ended; the intent itself says how. */
export function isAboutTheEnd(event: Stripe.Event): event is EndOfIntent {
  return endsOfIntents.has(event.type);
}
