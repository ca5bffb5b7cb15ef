import { executeWritesWithin, IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { type Payment } from '../payment/payment.ts';
import { adoptRefund } from '../refund/adopt-refund.writes.ts';
import {
  endedAsAnother,
  isNews,
  newDashboardRefund,
  type Refund,
  wasRefused,
  withOutcome,
} from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefundAndWake } from '../refund/refund.writes.ts';
import { outcomeOfRefund } from '../stripe/find-refund.ts';
import { idOf } from '../stripe/dispute-report.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { ChargedPayments } from './charged-payment.store.ts';
import { oncePerEvent } from './once-per-event.ts';
import { otherIntent } from './other-intent.ts';
import { type RefundEvent } from './stripe-event.ts';
import { UnappliedEvents } from './unapplied-events.store.ts';

const otherCurrency = ({ amount }: Payment, currency: string): string | undefined =>
  currency === amount.currency
    ? undefined
    : `Stripe reports a refund in ${currency}, but the payment is in ${amount.currency}`;

/** Applies events about refunds, ours and those made in Stripe's dashboard. */
@Injectable()
export class RefundEventsHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: ChargedPayments,
    private readonly refunds: RefundStore,
    private readonly unapplied: UnappliedEvents,
    private readonly relay: OutboxRelay,
  ) {}

  /** Events of the other mode, and about charges that are not ours, change nothing. */
  async take(event: RefundEvent): Promise<void> {
    if (event.livemode !== this.stripe.isLive) return;
    const refund = await this.newsIn(event);
    if (refund === undefined) return;
    if (await this.settle(event, refund)) this.relay.wake();
  }

  /** Undefined if the refund is as the event says, or beyond it. */
  private async newsIn(event: RefundEvent): Promise<Refund | undefined> {
    const reported = event.data.object;
    const outcome = outcomeOfRefund(reported);
    const refundId = reported.metadata?.['refundId'];
    const named = refundId === undefined ? undefined : await this.refunds.find(refundId);
    if (refundId !== undefined && named === undefined) return undefined;
    const isAnother =
      named === undefined ||
      endedAsAnother(named, reported.id) ||
      (wasRefused(named) && outcome.kind !== 'failed');
    const known = isAnother ? await this.refunds.findByProviderId(reported.id) : named;
    if (known !== undefined) return isNews(known, outcome) ? withOutcome(known, outcome) : undefined;
    return this.unrecordedIn(event);
  }

  /** Undefined for a charge that is not ours, and for a second charge of one payment. */
  private async unrecordedIn(event: RefundEvent): Promise<Refund | undefined> {
    const reported = event.data.object;
    const { payment_intent: intent, amount: amountMinor, currency, created } = reported;
    const intentId = idOf(intent);
    const payment = await this.payments.find(intentId);
    if (payment === undefined) return undefined;
    const why = otherIntent(payment, reported) ?? otherCurrency(payment, currency);
    if (why !== undefined) {
      await this.unapplied.keep(event, payment.paymentId, intentId ?? '', why);
      return undefined;
    }
    const createdAt = new Date(created * 1_000);
    return newDashboardRefund(payment, { amountMinor, currency }, outcomeOfRefund(reported), createdAt);
  }

  /**
   * Events of one refund arrive close together, and a refund that succeeded may still fail. Postgres checks
   * constraints against the statement's snapshot, before it sees later commits, and could refuse to return an
   * amount that was counted a moment ago. So lock the refund first.
   */
  private settle(event: RefundEvent, refund: Refund): Promise<boolean> {
    return oncePerEvent(this.keys, event, async (tx, operationId) => {
      if (refund.origin === 'dashboard') return adoptRefund(tx, refund, operationId);
      await tx.query('select from refund where refund_id = $1 for update', [refund.refundId]);
      await executeWritesWithin(tx, operationId, settleRefundAndWake(refund, 'start'));
    });
  }
}
