import { executeWrites, IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { canBecome, settle } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { settlePaymentAndWake } from '../payment/payment.writes.ts';
import { decideIntent } from '../stripe/intent-decision.ts';
import { chargeOf } from '../stripe/ledger-entry.ts';
import { endIn, stateOf } from '../stripe/see-through.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { LostChargesHandler } from './lost-charges.handler.ts';
import { type IntentEvent } from './stripe-event.ts';
import { UnappliedEvents } from './unapplied-events.store.ts';

/** Applies events about intents that have ended. */
@Injectable()
export class PaymentEventsHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly lost: LostChargesHandler,
    private readonly unapplied: UnappliedEvents,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Settles the payment. Usually the response to our own call has: then this reads and writes nothing. The
   * statement that settles tests the status again, so of several events at the same time one takes effect.
   * Events about charges that are not ours change nothing.
   */
  async take(event: IntentEvent): Promise<void> {
    const intent = event.data.object;
    const payment = await this.payments.find(intent.metadata['paymentId'] ?? '');
    const { livemode } = event;
    if (payment === undefined)
      return livemode === this.stripe.isLive ? this.lost.restore(chargeOf(intent, Date.now())) : undefined;
    const why =
      this.stripe.whyNotOf(payment, intent) ?? this.stripe.whyNotOf(payment, { ...intent, livemode });
    if (why !== undefined) return this.unapplied.keep(event, payment.paymentId, intent.id, why);
    const outcome = endIn(stateOf(intent.id, decideIntent(intent)));
    if (outcome === undefined || !canBecome(payment.status, outcome.kind)) return;
    const writes = settlePaymentAndWake(settle(payment, outcome), 'start');
    await executeWrites(this.keys.pool, uuidv7(), writes);
    this.relay.wake();
  }
}
