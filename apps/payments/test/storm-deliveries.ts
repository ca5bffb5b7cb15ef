import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';

export const webhookSecret = 'whsec_of_these_tests_alone';
const daySeconds = 86_400;

/** One POST to the webhook, and the expected response. */
export interface Delivery {
  readonly body: string;
  readonly signature: string | undefined;
  readonly copy: number;
  readonly expected: 'taken' | 'refused';
}

type Part = Omit<Delivery, 'copy'>;

/** Mulberry32: the same seed, the same storm. */
export class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
    }
    return mixed;
  }
}

export function signed(body: string, secret = webhookSecret, ageSeconds = 0): string {
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
}

const taken = (event: object): Part => {
  const body = JSON.stringify(event);
  return { body, signature: signed(body), expected: 'taken' };
};
const refused = (body: string, signature?: string): Part => ({ body, signature, expected: 'refused' });

export const once = (events: readonly Stripe.Event[]): Delivery[] =>
  events.map((event) => ({ ...taken(event), copy: 0 }));

/**
 * Each event three times, mixed with forged ones, in an order derived from the seed and on both instances.
 */
export function storm(events: readonly Stripe.Event[], random: Random): Delivery[] {
  const parts = events.flatMap((event) => [taken(event), taken(event), taken(event), ...lies(event)]);
  return random.shuffled([...parts, ...garbage]).map((part) => ({ ...part, copy: random.below(2) }));
}

/** Forged events that would do harm if accepted: each contradicts its event, under its own ID. */
function lies(event: Stripe.Event): Part[] {
  const opposite = opposed(event);
  if (opposite === undefined) return [];
  const body = JSON.stringify(opposite);
  const metadata = { ...opposite.data.object.metadata, paymentId: 'pay_other', refundId: 're_other' };
  const elsewhere = { ...opposite.data.object, metadata };
  return [
    refused(body),
    refused(body, signed(body, 'whsec_somebody_else')),
    refused(body, signed(body, webhookSecret, daySeconds)),
    refused(body, signed(JSON.stringify(event))),
    taken({ ...opposite, account: 'acct_other' }),
    taken({ ...opposite, id: newEventId(), data: { object: elsewhere } }),
    taken({ ...opposite, id: newEventId(), type: 'customer.updated' }),
  ];
}

interface Opposite {
  readonly id: string;
  readonly data: { readonly object: { readonly metadata: Record<string, string> } };
}

function opposed(event: Stripe.Event): Opposite | undefined {
  const as = (type: string, over: object): Opposite => {
    const object = { ...event.data.object, ...over };
    return { ...event, id: newEventId(), type, data: { object } } as unknown as Opposite;
  };
  switch (event.type) {
    case 'payment_intent.succeeded':
      return as('payment_intent.payment_failed', {
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined', decline_code: 'lost_card' },
      });
    case 'payment_intent.payment_failed':
      return as('payment_intent.succeeded', { status: 'succeeded', last_payment_error: null });
    case 'refund.created':
    case 'refund.updated':
      return event.data.object.status === 'failed'
        ? as('refund.updated', { status: 'succeeded' })
        : as('refund.failed', { status: 'failed', failure_reason: 'lost_or_stolen_card' });
    default:
      return undefined;
  }
}

const newEventId = (): string => `evt_${randomUUID()}`;

const garbage: readonly Part[] = [
  '',
  '{',
  'null',
  '[]',
  '{}',
  '"text"',
  '{"id":7,"type":{}}',
  '\u0000',
].flatMap((body) => [refused(body), refused(body, 't=1,v1=00'), refused(body, signed(body))]);
