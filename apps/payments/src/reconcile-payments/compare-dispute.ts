import { formatMoney, isSameMoney } from '@holdfast/contracts';
import { differs } from '../dispute/dispute.ts';
import { type Payment } from '../payment/payment.ts';
import { type DisputeAtStripe } from '../stripe/dispute-report.ts';
import { type Finding } from './finding.ts';
import { type BookedDispute } from './own-disputes.store.ts';
import { type BookedPayment } from './own-ledger.store.ts';

/** Compares a dispute at Stripe with its row; undefined if they agree. */
export function compareDispute(
  { dispute, chargeId, ageMs }: DisputeAtStripe,
  booked: BookedDispute,
): Finding | undefined {
  const { dispute: known, paymentId, orderId } = booked;
  if (dispute === undefined || !differs(dispute, known)) return undefined;
  const amount = isSameMoney(dispute.amount, known.amount) ? '' : ` of ${formatMoney(dispute.amount)}`;
  const date = dispute.evidenceDueBy === null ? '' : `, evidence due by ${dispute.evidenceDueBy}`;
  return {
    ...factsOf(booked, chargeId, Math.min(ageMs, booked.quietMs)),
    kind: 'dispute_differs',
    found: `A dispute${amount} is ${dispute.status} at Stripe${date}, but is recorded as ${known.status} of ${formatMoney(known.amount)}.`,
    then: { repair: { kind: 'record_dispute', dispute, payment: { paymentId, orderId } } },
  };
}

/** A dispute at Stripe without a row, of a payment that has one; undefined until its charge is recorded. */
export function compareUnrecordedDispute(
  { dispute, amount, chargeId, ageMs }: DisputeAtStripe,
  payment: Payment,
): Finding | undefined {
  if (dispute === undefined || payment.status === 'pending') return undefined;
  const { paymentId, orderId } = payment;
  const known = {
    ...factsOf(payment, chargeId, ageMs),
    kind: 'dispute_without_record',
    found: `A dispute of ${formatMoney(amount)} is ${dispute.status} at Stripe, but payments has no record of it.`,
  } as const;
  if (amount.currency === payment.amount.currency)
    return {
      ...known,
      then: { repair: { kind: 'record_dispute', dispute, payment: { paymentId, orderId } } },
    };
  const action = `The dispute is in ${amount.currency}, but the payment is in ${payment.amount.currency}. Handle it in Stripe's dashboard.`;
  return { ...known, then: { state: 'needs_decision', action } };
}

export function compareMissingDispute(booked: BookedDispute): Finding {
  const { dispute, quietMs } = booked;
  return {
    ...factsOf(booked, null, quietMs),
    kind: 'dispute_missing_at_stripe',
    found: `A dispute of ${formatMoney(dispute.amount)} (${dispute.disputeId}) is recorded as ${dispute.status}, but Stripe has no such dispute.`,
    then: {
      state: 'needs_decision',
      action:
        'First check that STRIPE_SECRET_KEY belongs to the account of the charge. If it does, find out who wrote the row.',
    },
  };
}

/** Stripe can take a whole charge back after part of it was refunded. */
export function compareReturned({ payment, returnedMinor, quietMs }: BookedPayment): Finding | undefined {
  const { amount, providerPaymentId } = payment;
  if (returnedMinor <= amount.amountMinor) return undefined;
  const returned = formatMoney({ ...amount, amountMinor: returnedMinor });
  return {
    ...factsOf(payment, providerPaymentId, quietMs),
    kind: 'returned_more_than_charged',
    found: `${returned} was returned by refunds and lost disputes, but only ${formatMoney(amount)} was charged.`,
    then: {
      state: 'needs_decision',
      action: "Ask Stripe's support to correct the dispute: send them the refund and its date.",
    },
  };
}

type Facts = Omit<Finding, 'kind' | 'found' | 'then'>;

function factsOf(
  { orderId, paymentId }: { readonly orderId: string; readonly paymentId: string },
  providerId: string | null,
  quietMs: number,
): Facts {
  return { orderId, paymentId, refundId: null, providerId, quietMs };
}
