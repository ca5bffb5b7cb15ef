import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { type Payment } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { asLedgerUnreadable } from '../reconcile-payments/reconciliation.errors.ts';
import { StripeLedgerClient } from '../stripe/stripe-ledger.client.ts';

/** Finds the payment of a charge that an event is about. */
@Injectable()
export class ChargedPayments {
  constructor(
    private readonly payments: PaymentStore,
    private readonly stripe: StripeLedgerClient,
  ) {}

  /**
   * Undefined if the charge is not ours. An event can arrive before the response to our own charge; only the
   * metadata at Stripe then names the payment.
   * @throws Problem 503, so that Stripe redelivers the event, until the result of the charge is recorded.
   */
  async find(intentId: string | undefined): Promise<Payment | undefined> {
    if (intentId === undefined) return undefined;
    const payment = (await this.payments.findByProviderId(intentId)) ?? (await this.namedBy(intentId));
    // One that is recorded as failed was charged later, outside Holdfast, before this event.
    if (payment?.status === 'pending' || payment?.status === 'failed') throw notSettledYet();
    return payment;
  }

  private async namedBy(intentId: string): Promise<Payment | undefined> {
    const charge = await this.stripe.chargeOfEvent(intentId).catch((error: unknown) => {
      throw asLedgerUnreadable(error);
    });
    const paymentId = charge?.marks.paymentId;
    return paymentId === undefined ? undefined : this.payments.find(paymentId);
  }
}

function notSettledYet(): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    'This event cannot be applied yet: the result of its charge is not recorded.',
    { retryAfterSeconds: 1 },
  );
}
