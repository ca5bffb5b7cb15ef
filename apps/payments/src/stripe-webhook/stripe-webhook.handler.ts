import {
  complete,
  executeWritesWithin,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonResponse,
  keyedRequest,
  type Operation,
  type Write,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { strangers } from '../payment/payment.metrics.ts';
import { settle } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { settlePaymentAndWake } from '../payment/payment.writes.ts';
import { adoptRefund } from '../refund/adopt-refund.writes.ts';
import { newDashboardRefund, type Refund, withOutcome } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefundAndWake } from '../refund/refund.writes.ts';
import { outcomeOfRefund } from '../stripe/find-refund.ts';
import { decideIntent } from '../stripe/intent-decision.ts';
import { endIn, stateOf } from '../stripe/see-through.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { ChargeEventsHandler } from './charge-events.handler.ts';
import { otherEvents } from './stripe-event.metrics.ts';
import {
  isAboutDispute,
  isAboutFraudWarning,
  isAboutRefund,
  isAboutTheEnd,
  isOfAnotherAccount,
} from './stripe-event.ts';
import { keepUnapplied } from './stripe-event.writes.ts';

/** Stripe waits at least 10 s; recording a duplicate takes milliseconds. */
const waitForDuplicateMs = 5_000;

@Injectable()
export class StripeWebhookHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly refunds: RefundStore,
    private readonly charges: ChargeEventsHandler,
    private readonly relay: OutboxRelay,
  ) {}

  /** The event ID is the key: each event takes effect once, whatever the number and order of deliveries. */
  async take(event: Stripe.Event): Promise<void> {
    if (isOfAnotherAccount(event)) return otherEvents.inc({ of: 'account' });
    if (event.livemode !== this.stripe.isLive) otherEvents.inc({ of: 'mode' });
    const request = { ...keyedRequest('stripe', event.id, event.type), waitMs: waitForDuplicateMs };
    if (isAboutDispute(event)) await this.charges.takeDispute(request, event);
    else if (isAboutFraudWarning(event)) await this.charges.takeFraudWarning(request, event);
    else await this.takeOther(request, event);
    this.relay.wake();
  }

  private async takeOther(request: IdempotentRequest, event: Stripe.Event): Promise<void> {
    const refund = await this.refundIn(event);
    if (refund === undefined) await this.keys.execute(request, this.operation, event);
    else await this.settleRefund(request, refund);
  }

  private readonly operation: Operation<Stripe.Event> = {
    name: 'stripe-event',
    phases: [],
    begin: async (event) => complete(received, await this.changesBy(event)),
  };

  /** No writes for events about charges that are not ours. */
  private async changesBy(event: Stripe.Event): Promise<Write[]> {
    if (!isAboutTheEnd(event)) return [];
    const intent = event.data.object;
    const payment = await this.payments.find(intent.metadata['paymentId'] ?? '');
    if (payment === undefined) return [];
    const { livemode } = event;
    const why =
      this.stripe.whyNotOf(payment, intent) ?? this.stripe.whyNotOf(payment, { ...intent, livemode });
    if (why !== undefined) {
      strangers.inc({ found: 'webhook' });
      return [keepUnapplied(event, payment.paymentId, intent.id, why)];
    }
    const outcome = endIn(stateOf(intent.id, decideIntent(intent)));
    return outcome === undefined ? [] : settlePaymentAndWake(settle(payment, outcome), 'claim');
  }

  private async refundIn(event: Stripe.Event): Promise<Refund | undefined> {
    if (!isAboutRefund(event) || event.livemode !== this.stripe.isLive) return undefined;
    const refundAtStripe = event.data.object;
    const refundId = refundAtStripe.metadata?.['refundId'];
    if (refundId === undefined) return this.dashboardRefundIn(refundAtStripe);
    const refund = await this.refunds.find(refundId);
    return refund && withOutcome(refund, outcomeOfRefund(refundAtStripe));
  }

  /** Undefined for a charge that is not ours. */
  private async dashboardRefundIn(refundAtStripe: Stripe.Refund): Promise<Refund | undefined> {
    const { payment_intent: intent, amount: amountMinor, currency, created } = refundAtStripe;
    const payment = await this.payments.findByProviderId(typeof intent === 'string' ? intent : intent?.id);
    if (payment === undefined) return undefined;
    const createdAt = new Date(created * 1_000);
    return newDashboardRefund(payment, { amountMinor, currency }, outcomeOfRefund(refundAtStripe), createdAt);
  }

  /**
   * Events of one refund arrive close together, and a refund that succeeded may still fail. Postgres checks
   * constraints against the statement's snapshot, before it sees later commits, and could refuse to return an
   * amount that was counted a moment ago. So lock the refund first.
   */
  private async settleRefund(request: IdempotentRequest, refund: Refund): Promise<void> {
    await this.keys.transact(request, this.operation.name, async (tx, operationId) => {
      if (refund.origin === 'dashboard') await adoptRefund(tx, refund, operationId);
      else {
        await tx.query('select from refund where refund_id = $1 for update', [refund.refundId]);
        await executeWritesWithin(tx, operationId, settleRefundAndWake(refund, 'start'));
      }
      return received;
    });
  }
}

const received = jsonResponse(200, { received: true });
