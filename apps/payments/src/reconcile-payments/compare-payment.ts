import { formatMoney, isSameMoney, type Money } from '@holdfast/contracts';
import { failedAsAbandoned } from '../payment/abandoned-payment.ts';
import { type Payment, settle } from '../payment/payment.ts';
import { type Charge } from '../stripe/ledger-entry.ts';
import { compareConfirmation } from './compare-confirmation.ts';
import { type Finding } from './finding.ts';
import { type BookedPayment, type UnappliedEvent } from './own-ledger.store.ts';

/** Compares a charge at Stripe with its payment; undefined if they agree. */
export function compareCharge(charge: Charge, booked: BookedPayment | undefined): Finding | undefined {
  const { outcome } = charge;
  if (booked === undefined) return outcome?.kind === 'succeeded' ? unknownHere(charge) : undefined;
  const { payment, operationId } = booked;
  const known = factsOf(payment, charge, Math.min(charge.ageMs, booked.quietMs));
  if (!isSameMoney(payment.amount, charge.amount)) return amountDiffers(payment, charge, known);
  if (charge.waitsForCustomer) return compareConfirmation(charge, booked, known);
  if (outcome === undefined) return undefined;
  const repair = { kind: 'settle_payment', payment: settle(payment, outcome), operationId } as const;
  const sum = formatMoney(charge.amount);
  if (outcome.kind !== 'succeeded')
    return payment.status === 'pending'
      ? {
          ...known,
          kind: 'charge_declined_payment_pending',
          found: `The charge of ${sum} failed or was canceled at Stripe; the payment is still pending.`,
          then: { repair },
        }
      : wasPaidByAnother(payment, charge)
        ? undefined
        : notCharged(payment, known);
  if (payment.status === 'pending')
    return {
      ...known,
      kind: 'charge_succeeded_payment_pending',
      found: `${sum} charged at Stripe; the payment is still pending.`,
      then: { repair },
    };
  if (payment.status === 'failed')
    return {
      ...known,
      kind: 'charge_succeeded_payment_failed',
      found: `${sum} charged at Stripe; the payment is recorded as failed.`,
      then: { repair },
    };
  return payment.providerPaymentId === charge.chargeId ? undefined : chargedTwice(payment, charge, known);
}

const wasPaidByAnother = ({ providerPaymentId }: Payment, { chargeId }: Charge): boolean =>
  providerPaymentId !== null && providerPaymentId !== chargeId;

/** Checks a payment without a charge at Stripe; undefined if that is correct. */
export function compareMissingCharge(booked: BookedPayment): Finding | undefined {
  const { payment, quietMs } = booked;
  const known = factsOf(payment, undefined, quietMs);
  if (payment.status !== 'pending')
    return payment.status === 'failed' ? undefined : notCharged(payment, known);
  const kind = 'payment_pending_without_charge';
  const found = `A payment of ${formatMoney(payment.amount)} is pending, but Stripe has no charge for it.`;
  return { ...known, kind, found, then: nextStepOf(booked) };
}

function nextStepOf({ payment, unfinished, operationId }: BookedPayment): Finding['then'] {
  switch (unfinished) {
    case 'review':
      return {
        state: 'needs_decision',
        action: `Look up the charge at Stripe, then decide: npm run ops -- keys show ${operationId}`,
      };
    case undefined:
      return {
        state: 'needs_decision',
        action: `No retries will follow: the key has expired. If Stripe's log has no charge for operation ${operationId}, nothing was charged.`,
      };
    case 'abandoned':
      return { repair: { kind: 'fail_payment', payment: failedAsAbandoned(payment), operationId } };
    case 'parked':
      return {
        state: 'waiting',
        action:
          'Nothing was charged. It resumes when its request is repeated; checkout repeats it as long as the order is pending.',
      };
    default:
      return {
        state: 'waiting',
        action: 'Payments retries automatically. No action needed.',
      };
  }
}

function unknownHere(charge: Charge): Finding | undefined {
  const { orderId, paymentId, operationId, caller = 'checkout' } = charge.marks;
  if (orderId === undefined || paymentId === undefined) return undefined;
  const payment: Payment = {
    paymentId,
    orderId,
    caller,
    status: 'succeeded',
    amount: charge.amount,
    providerPaymentId: charge.chargeId,
    declineCode: null,
    provider: null,
    expectedBy: null,
    confirmation: null,
    createdAt: charge.createdAt.toISOString(),
  };
  return {
    kind: 'charge_without_payment',
    found: `${formatMoney(charge.amount)} charged at Stripe, but payments has no record of it.`,
    ...factsOf(payment, charge, charge.ageMs),
    then:
      operationId === undefined
        ? {
            state: 'needs_decision',
            action: "Its metadata names no operation. Look up the charge in Stripe's dashboard.",
          }
        : { repair: { kind: 'adopt_payment', payment, operationId } },
  };
}

/** A settled payment whose operation still waits for a decision. */
export function compareReview(booked: BookedPayment): Finding | undefined {
  const { payment, quietMs, unfinished, operationId } = booked;
  if (unfinished !== 'review' || payment.status === 'pending') return undefined;
  return {
    ...factsOf(payment, undefined, quietMs),
    kind: 'review_no_longer_needed',
    found: `The payment ${payment.status === 'failed' ? 'failed' : 'succeeded'}, but it is still waiting for an operator's decision.`,
    then: { repair: { kind: 'recheck', operationId } },
  };
}

export function compareUnappliedEvent({ payment }: BookedPayment, event: UnappliedEvent): Finding {
  return {
    ...factsOf(payment, undefined, event.quietMs),
    kind: 'event_payment_mismatch',
    providerId: event.intentId,
    found: `An event named this payment but does not match its charge, so it was not applied: ${event.why} (${event.eventId}).`,
    then: {
      state: 'needs_decision',
      action:
        "Look up the event and its payment intent in Stripe's dashboard. If the customer was charged, refund it there.",
    },
  };
}

type Facts = Omit<Finding, 'kind' | 'found' | 'then'>;

function factsOf(
  { orderId, paymentId, providerPaymentId }: Payment,
  charge: Charge | undefined,
  quietMs: number,
): Facts {
  return { orderId, paymentId, refundId: null, providerId: charge?.chargeId ?? providerPaymentId, quietMs };
}

function amountDiffers(payment: Payment, charge: Charge, known: Facts): Finding {
  const money = (amount: Money): string => `${formatMoney(amount)} (${amount.currency})`;
  return {
    ...known,
    kind: 'payment_amount_differs',
    found: `The charge at Stripe is for ${money(charge.amount)}, but the payment is for ${money(payment.amount)}.`,
    then: {
      state: 'needs_decision',
      action:
        "Find out who changed it. If the customer overpaid, refund the difference in Stripe's dashboard.",
    },
  };
}

function chargedTwice(payment: Payment, charge: Charge, known: Facts): Finding | undefined {
  if (payment.providerPaymentId === null) return undefined;
  return {
    ...known,
    kind: 'payment_charged_twice',
    found: `${formatMoney(charge.amount)} charged at Stripe by ${charge.chargeId}, but ${payment.providerPaymentId} has paid for this payment already.`,
    then: {
      state: 'needs_decision',
      action: `Look up both payment intents in Stripe's dashboard, and refund ${charge.chargeId} there.`,
    },
  };
}

function notCharged(payment: Payment, known: Facts): Finding | undefined {
  if (payment.status === 'failed' || payment.status === 'pending') return undefined;
  return {
    ...known,
    kind: 'payment_without_charge',
    found: `A payment of ${formatMoney(payment.amount)} is recorded as ${payment.status}, but Stripe did not charge it.`,
    then: {
      state: 'needs_decision',
      action:
        'First check that STRIPE_SECRET_KEY belongs to the account of the charge. If nothing was charged, ask the customer to pay, or cancel the order.',
    },
  };
}
