import { formatMoney, isSameMoney } from '@holdfast/contracts';
import { type Payment } from '../payment/payment.ts';
import { newDashboardRefund, type Refund, withOutcome } from '../refund/refund.ts';
import { type ChargeRefund } from '../stripe/ledger-entry.ts';
import { type Finding } from './finding.ts';
import { type BookedRefund } from './own-ledger.store.ts';

/** Compares a refund at Stripe with its row; undefined if they agree. */
export function compareRefund(made: ChargeRefund, booked: BookedRefund): Finding | undefined {
  const { refund, operationId } = booked;
  const { outcome } = made;
  const known = factsOf(refund, made.providerRefundId, Math.min(made.ageMs, booked.quietMs));
  const sum = formatMoney(made.amount);
  if (!isSameMoney(made.amount, refund.amount))
    return needsDecision(
      known,
      'refund_amount_differs',
      `Stripe refunded ${sum}, but the refund is recorded as ${formatMoney(refund.amount)}.`,
    );
  if (outcome.kind === 'pending' && refund.status === 'pending') return compareUnsettled(made, known);
  if (outcome.kind === 'pending' || outcome.kind === refund.status) return undefined;
  const repair = { kind: 'settle_refund', refund: withOutcome(refund, outcome), operationId } as const;
  if (refund.status === 'pending') {
    const end =
      outcome.kind === 'succeeded'
        ? `The refund of ${sum} succeeded at Stripe`
        : `The refund of ${sum} failed at Stripe`;
    return {
      ...known,
      kind: 'refund_settled_record_pending',
      found: `${end}, but is recorded as pending.`,
      then: { repair },
    };
  }
  if (outcome.kind === 'failed')
    return {
      ...known,
      kind: 'refund_failed_record_succeeded',
      found: `The refund of ${sum} failed at Stripe, but is recorded as succeeded.`,
      then: { repair },
    };
  return needsDecision(
    known,
    'refund_succeeded_record_failed',
    `The refund of ${sum} succeeded at Stripe, but is recorded as failed.`,
  );
}

/** 14 days: Stripe promises a refund within 10 business days. */
const overdueMs = 14 * 24 * 3_600_000;

/** Pending on both sides; undefined while only its bank has to act. */
function compareUnsettled({ amount, awaits, ageMs }: ChargeRefund, known: Facts): Finding | undefined {
  const sum = formatMoney(amount);
  if (awaits === 'funds')
    return {
      ...known,
      kind: 'refund_waits_for_funds',
      found: `Stripe has not made the refund of ${sum}, because the account's balance is too low.`,
      then: {
        state: 'needs_decision',
        action: "Add funds in Stripe's dashboard, and Stripe makes the refund. Do not refund again.",
      },
    };
  if (awaits === 'customer')
    return {
      ...known,
      kind: 'refund_waits_for_customer',
      found: `Stripe has not made the refund of ${sum}: it has asked the customer for bank details.`,
      then: {
        state: 'needs_decision',
        action:
          "Ask the customer to follow the link in Stripe's email. Or cancel the refund in Stripe's dashboard, and return the money another way.",
      },
    };
  if (ageMs < overdueMs) return undefined;
  return {
    ...known,
    kind: 'refund_overdue',
    found: `The refund of ${sum} has been pending at Stripe for ${Math.floor(ageMs / 86_400_000)} days.`,
    then: { state: 'needs_decision', action: "Ask Stripe's support about it. Do not refund again." },
  };
}

/**
 * A refund at Stripe without a row, of a payment that has one; undefined if no money moved, or until its
 * charge is recorded. `earlier` is the row whose ID it has, if another refund at Stripe ended that one.
 */
export function compareUnrecordedRefund(
  made: ChargeRefund,
  payment: Payment,
  earlier?: Refund,
): Finding | undefined {
  const { marks, outcome } = made;
  const isUncharged = payment.status === 'pending' || payment.status === 'failed';
  if (outcome.kind === 'failed' || isUncharged) return undefined;
  if (earlier !== undefined) return madeTwice(made, earlier, recordSecond(made, payment));
  const isOurs = marks.refundId !== undefined;
  const outside = newDashboardRefund(payment, made.amount, outcome, made.createdAt);
  const refund: Refund = isOurs
    ? {
        ...outside,
        refundId: marks.refundId,
        reference: marks.reference ?? null,
        origin: 'payments',
      }
    : outside;
  const by = isOurs ? '' : ' outside Holdfast';
  return {
    ...factsOf(refund, made.providerRefundId, made.ageMs),
    refundId: marks.refundId ?? null,
    kind: isOurs ? 'refund_without_record' : 'refund_outside_holdfast',
    found: `${formatMoney(made.amount)} refunded at Stripe${by}, but payments has no record of it.`,
    then: { repair: { kind: 'record_refund', refund, operationId: marks.operationId } },
  };
}

/** A refund with its own row that names `earlier`, which another ended; undefined if one of them failed. */
export function compareSecondRefund(made: ChargeRefund, earlier: Refund | undefined): Finding | undefined {
  if (earlier?.status !== 'succeeded' || made.outcome.kind === 'failed') return undefined;
  const action = `Look up both refunds in Stripe's dashboard. Cancel ${made.providerRefundId} there if it is still possible. Otherwise ask the customer for the money, or write it off.`;
  return madeTwice(made, earlier, { state: 'needs_decision', action });
}

function recordSecond(made: ChargeRefund, payment: Payment): Finding['then'] {
  const refund = newDashboardRefund(payment, made.amount, made.outcome, made.createdAt);
  return { repair: { kind: 'record_refund', refund, operationId: undefined } };
}

const madeTwice = (made: ChargeRefund, earlier: Refund, then: Finding['then']): Finding => ({
  ...factsOf(earlier, made.providerRefundId, made.ageMs),
  kind: 'refund_made_twice',
  found: `${formatMoney(made.amount)} refunded at Stripe by ${made.providerRefundId}, but ${earlier.providerRefundId} has made this refund already.`,
  then,
});

export function compareMissingRefund({ refund, quietMs }: BookedRefund): Finding | undefined {
  if (refund.status !== 'succeeded') return undefined;
  const known = factsOf(refund, refund.providerRefundId, quietMs);
  return needsDecision(
    known,
    'refund_missing_at_stripe',
    `A refund of ${formatMoney(refund.amount)} is recorded as succeeded, but Stripe has no such refund.`,
  );
}

type Facts = Omit<Finding, 'kind' | 'found' | 'then'>;

function factsOf(
  { orderId, paymentId, refundId }: Refund,
  providerId: string | null,
  quietMs: number,
): Facts {
  return { orderId, paymentId, refundId, providerId, quietMs };
}

function needsDecision(known: Facts, kind: Finding['kind'], found: string): Finding {
  const action =
    "Compare the refund with Stripe's dashboard, then correct the row. Nothing is repaired automatically.";
  return { ...known, kind, found, then: { state: 'needs_decision', action } };
}
