import type Stripe from 'stripe';
import { z } from 'zod';

/** The members every event has; Stripe's types describe the rest. */
const event = z.looseObject({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string().min(1),
  created: z.int(),
  livemode: z.boolean(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

export function isEvent(value: unknown): value is Stripe.Event {
  return event.safeParse(value).success;
}

/** Events of connected accounts are not about our money, whatever their metadata says. */
export function isOfAnotherAccount({ account }: Stripe.Event): boolean {
  return account !== undefined;
}

type Type = Stripe.Event['type'];

/** Events that can settle an intent; the intent itself holds the result. */
const endsOfIntents = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
] as const satisfies readonly Type[];

const refunds = ['refund.created', 'refund.updated', 'refund.failed'] as const satisfies readonly Type[];

const disputes = [
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
] as const satisfies readonly Type[];

const fraudWarnings = [
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
] as const satisfies readonly Type[];

/** The events that payments handles, for the endpoint in Stripe's dashboard. All others change nothing. */
export const handledEvents = [...endsOfIntents, ...refunds, ...disputes, ...fraudWarnings] as const;

type Of<Types extends readonly Type[]> = Extract<Stripe.Event, { type: Types[number] }>;

export type IntentEvent = Of<typeof endsOfIntents>;
export type RefundEvent = Of<typeof refunds>;
export type DisputeEvent = Of<typeof disputes>;
export type FraudWarningEvent = Of<typeof fraudWarnings>;

const isOneOf =
  <Types extends readonly Type[]>(types: Types) =>
  (event: Stripe.Event): event is Of<Types> =>
    (types as readonly string[]).includes(event.type);

export const isAboutTheEnd = isOneOf(endsOfIntents);
export const isAboutRefund = isOneOf(refunds);
export const isAboutDispute = isOneOf(disputes);
export const isAboutFraudWarning = isOneOf(fraudWarnings);
