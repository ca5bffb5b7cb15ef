import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeClient } from '../stripe/stripe.client.ts';
import { ChargeEventsHandler } from './charge-events.handler.ts';
import { PaymentEventsHandler } from './payment-events.handler.ts';
import { RefundEventsHandler } from './refund-events.handler.ts';
import { otherEvents, webhookDelay } from './stripe-event.metrics.ts';
import {
  isAboutDispute,
  isAboutFraudWarning,
  isAboutRefund,
  isAboutTheEnd,
  isOfAnotherAccount,
} from './stripe-event.ts';

@Injectable()
export class StripeWebhookHandler {
  constructor(
    private readonly stripe: StripeClient,
    private readonly payments: PaymentEventsHandler,
    private readonly refunds: RefundEventsHandler,
    private readonly charges: ChargeEventsHandler,
  ) {}

  /**
   * Applies an event once, whatever the number and order of deliveries. The state of the payment, refund or
   * dispute decides: an event that it has passed is read, and writes nothing. Resolves once the effect is
   * committed, by this delivery or an earlier one.
   */
  async take(event: Stripe.Event): Promise<void> {
    if (isOfAnotherAccount(event)) return otherEvents.inc({ of: 'account' });
    if (event.livemode !== this.stripe.isLive) otherEvents.inc({ of: 'mode' });
    if (isAboutTheEnd(event)) await this.payments.take(event);
    else if (isAboutRefund(event)) await this.refunds.take(event);
    else if (isAboutDispute(event)) await this.charges.takeDispute(event);
    else if (isAboutFraudWarning(event)) await this.charges.takeFraudWarning(event);
    else return;
    webhookDelay.observe(Math.max(0, Date.now() / 1_000 - event.created));
  }
}
