import { moneySchema } from '@holdfast/contracts';
import { IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { type Dispute } from '../dispute/dispute.ts';
import { countDispute } from '../dispute/dispute.metrics.ts';
import { recordDispute, type RecordedDispute } from '../dispute/record-dispute.writes.ts';
import { recordFraudWarning } from '../fraud-warning/record-fraud-warning.writes.ts';
import { type Payment } from '../payment/payment.ts';
import { disputeOf, fraudWarningOf, fromSeconds, idOf } from '../stripe/dispute-report.ts';
import { modeOf } from '../stripe/expected-charge.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { ChargedPayments } from './charged-payment.store.ts';
import { oncePerEvent } from './once-per-event.ts';
import { otherIntent } from './other-intent.ts';
import { type DisputeEvent, type FraudWarningEvent } from './stripe-event.ts';
import { UnappliedEvents } from './unapplied-events.store.ts';

/** Applies events about charges that were made: disputes and early fraud warnings. */
@Injectable()
export class ChargeEventsHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: ChargedPayments,
    private readonly unapplied: UnappliedEvents,
    private readonly relay: OutboxRelay,
  ) {}

  async takeDispute(event: DisputeEvent): Promise<void> {
    const said = event.data.object;
    const payment = await this.payments.find(idOf(said.payment_intent));
    if (payment === undefined) return;
    const dispute = disputeOf(said, fromSeconds(event.created));
    const why = this.otherMode(event) ?? whyNotOf(payment, said, dispute);
    if (dispute === undefined || why !== undefined)
      return this.keep(event, payment, why ?? `unknown status ${said.status}`);
    let change: RecordedDispute | undefined;
    await oncePerEvent(this.keys, event, async (tx, operationId) => {
      change = await recordDispute(tx, payment, dispute, operationId);
    });
    if (change === undefined) return;
    countDispute(change);
    this.relay.wake();
  }

  async takeFraudWarning(event: FraudWarningEvent): Promise<void> {
    const said = event.data.object;
    const payment = await this.payments.find(idOf(said.payment_intent));
    if (payment === undefined) return;
    const why = this.otherMode(event) ?? otherIntent(payment, said);
    if (why !== undefined) return this.keep(event, payment, why);
    const warning = fraudWarningOf(said, fromSeconds(event.created));
    await oncePerEvent(this.keys, event, (tx) => recordFraudWarning(tx, payment.paymentId, warning));
  }

  private otherMode({ livemode }: Stripe.Event): string | undefined {
    const { isLive } = this.stripe;
    return livemode === isLive
      ? undefined
      : `it is in ${modeOf(livemode)} mode, but our key is for ${modeOf(isLive)} mode`;
  }

  private keep(event: DisputeEvent | FraudWarningEvent, { paymentId }: Payment, why: string): Promise<void> {
    return this.unapplied.keep(event, paymentId, idOf(event.data.object.payment_intent) ?? '', why);
  }
}

/** The amount may differ: part of a charge can be disputed, and exchange rates change. */
function whyNotOf(payment: Payment, said: Stripe.Dispute, dispute: Dispute | undefined): string | undefined {
  if (dispute === undefined) return `Stripe reports a dispute with the unknown status ${said.status}`;
  const { amount } = dispute;
  if (!moneySchema.safeParse(amount).success)
    return `Stripe reports a dispute of ${amount.amountMinor} ${amount.currency}, which is not an amount`;
  if (amount.currency !== payment.amount.currency)
    return `Stripe reports a dispute in ${amount.currency}, but the payment is in ${payment.amount.currency}`;
  return otherIntent(payment, said);
}
