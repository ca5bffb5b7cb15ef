import {
  end,
  IdempotencyKeys,
  jsonAnswer,
  keyedRequest,
  type Operation,
  undecided,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type PaymentOutcome, settle } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { settlePayment } from '../payment/payment.writes.ts';
import { outcomeOfIntent } from '../stripe/find-intent.ts';

/** Stripe waits for 10 s at least; a twin that is being recorded takes milliseconds. */
const waitForTwinMs = 5_000;

@Injectable()
export class StripeWebhookHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentStore,
    private readonly relay: OutboxRelay,
  ) {}

  /** An event's id is the key under which it takes effect: once, however often and in whatever order it is delivered. */
  async take(event: Stripe.Event): Promise<void> {
    const request = { ...keyedRequest('stripe', event.id, event.type), waitMs: waitForTwinMs };
    await this.keys.execute(request, this.operation, event);
    this.relay.wake();
  }

  private readonly operation: Operation<Stripe.Event> = {
    name: 'stripe-event',
    phases: [],
    begin: async (event) => {
      const change = changeIn(event);
      const payment = change && (await this.payments.find(change.paymentId));
      const writes = payment && change ? settlePayment(settle(payment, change.outcome), 'claim') : [];
      return end(jsonAnswer(200, { received: true }), writes);
    },
  };
}

function changeIn(event: Stripe.Event): { paymentId: string; outcome: PaymentOutcome } | undefined {
  if (event.type !== 'payment_intent.succeeded' && event.type !== 'payment_intent.payment_failed')
    return undefined;
  const intent = event.data.object;
  const paymentId = intent.metadata['paymentId'];
  const outcome = outcomeOfIntent(intent);
  return paymentId === undefined || outcome === undecided ? undefined : { paymentId, outcome };
}
