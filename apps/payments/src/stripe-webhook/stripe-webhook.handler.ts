import {
  end,
  IdempotencyKeys,
  jsonAnswer,
  keyedRequest,
  type Operation,
  undecided,
  type Write,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { settle } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { settlePayment } from '../payment/payment.writes.ts';
import { withOutcome } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefund } from '../refund/refund.writes.ts';
import { outcomeOfIntent } from '../stripe/find-intent.ts';
import { outcomeOfRefund } from '../stripe/find-refund.ts';

/** Stripe waits for 10 s at least; a twin that is being recorded takes milliseconds. */
const waitForTwinMs = 5_000;

@Injectable()
export class StripeWebhookHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentStore,
    private readonly refunds: RefundStore,
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
    begin: async (event) => end(jsonAnswer(200, { received: true }), await this.changesBy(event)),
  };

  /** Nothing, when the event tells of what was not made here. */
  private changesBy(event: Stripe.Event): Promise<Write[]> | Write[] {
    switch (event.type) {
      case 'payment_intent.succeeded':
      case 'payment_intent.payment_failed':
        return this.settlePayment(event.data.object);
      case 'refund.created':
      case 'refund.updated':
      case 'refund.failed':
        return this.settleRefund(event.data.object);
      default:
        return [];
    }
  }

  private async settlePayment(intent: Stripe.PaymentIntent): Promise<Write[]> {
    const outcome = outcomeOfIntent(intent);
    const payment = await this.payments.find(intent.metadata['paymentId'] ?? '');
    return payment === undefined || outcome === undecided
      ? []
      : settlePayment(settle(payment, outcome), 'claim');
  }

  private async settleRefund(told: Stripe.Refund): Promise<Write[]> {
    const refund = await this.refunds.find(told.metadata?.['refundId'] ?? '');
    return refund === undefined ? [] : settleRefund(withOutcome(refund, outcomeOfRefund(told)), 'claim');
  }
}
