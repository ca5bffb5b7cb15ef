import { type Stripe } from 'stripe';
import { type EventOrigin } from '../events/event.recorder.ts';
import { debitedAccountOf, isDisputedByBank } from '../payment-methods/test-bank-accounts.ts';
import { troubleOf } from '../payment-methods/test-cards.ts';
import { warnOfFraud } from '../radar/early-fraud-warning.ts';
import { type NewDispute } from './dispute.ts';
import { openDispute, returnDebit } from './open-dispute.ts';

/** Disputes a payment with one of Stripe's test methods for that, and no other. */
export function disputeIfTested(
  origin: EventOrigin,
  charge: Stripe.Charge,
  method: Stripe.PaymentMethod,
): void {
  const open = (reason: NewDispute['reason'], amount = charge.amount, isInquiry = false): Stripe.Dispute =>
    openDispute(origin, charge, { reason, amount, isInquiry });
  if (isDisputedByBank(debitedAccountOf(method) ?? '')) {
    returnDebit(origin, charge, { reason: 'debit_not_authorized', amount: charge.amount, isInquiry: false });
    return;
  }
  switch (troubleOf(method.card?.last4 ?? '')) {
    case 'dispute_fraudulent':
      open('fraudulent');
      return;
    case 'dispute_product_not_received':
      open('product_not_received');
      return;
    case 'disputes':
      open('fraudulent', Math.ceil(charge.amount / 2));
      if (charge.amount > 1) open('fraudulent', Math.floor(charge.amount / 2));
      return;
    case 'fraud_warning':
      warnOfFraud(origin, charge);
      return;
    case 'inquiry':
      open('fraudulent', charge.amount, true);
      return;
    case undefined:
  }
}
