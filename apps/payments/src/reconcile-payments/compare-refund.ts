import { formatMoney, isSameMoney } from '@holdfast/contracts';
import { type Payment } from '../payment/payment.ts';
import { newDashboardRefund, type Refund, withOutcome } from '../refund/refund.ts';
import { type ChargeRefund } from '../stripe/ledger-entry.ts';
import { type Finding } from './finding.ts';
import { type BookedRefund } from './own-ledger.store.ts';

/** What Stripe and payments do not say alike of a refund that Stripe has; undefined when they agree. */
export function compareRefund(made: ChargeRefund, booked: BookedRefund): Finding | undefined {
  const { refund, operationId } = booked;
  const { outcome } = made;
  const known = factsOf(refund, made.providerRefundId, Math.min(made.ageMs, booked.quietMs));
  const sum = formatMoney(made.amount);
  if (!isSameMoney(made.amount, refund.amount))
    return forAPerson(
      known,
      'refund_amount_differs',
      `Stripe refunded ${sum}, the refund here is of ${formatMoney(refund.amount)}.`,
    );
  if (outcome.kind === 'pending' || outcome.kind === refund.status) return undefined;
  const repair = { kind: 'settle_refund', refund: withOutcome(refund, outcome), operationId } as const;
  if (refund.status === 'pending') {
    const end =
      outcome.kind === 'succeeded' ? `${sum} refunded at Stripe` : `The refund of ${sum} failed at Stripe`;
    return {
      ...known,
      kind: 'refund_settled_record_pending',
      found: `${end}, the refund is pending here.`,
      then: { repair },
    };
  }
  if (outcome.kind === 'failed')
    return {
      ...known,
      kind: 'refund_failed_record_succeeded',
      found: `The refund of ${sum} failed at Stripe, it counts as made here.`,
      then: { repair },
    };
  return forAPerson(
    known,
    'refund_succeeded_record_failed',
    `${sum} refunded at Stripe, the refund failed here.`,
  );
}

/** A refund at Stripe that is not known here, of a payment that is; undefined when no money moved. */
export function compareUnrecordedRefund(made: ChargeRefund, payment: Payment): Finding | undefined {
  const { marks, outcome } = made;
  if (outcome.kind === 'failed') return undefined;
  const isOurs = marks.refundId !== undefined;
  const outside = newDashboardRefund(payment, made.amount, outcome, made.createdAt);
  const refund: Refund = isOurs ? { ...outside, refundId: marks.refundId, origin: 'payments' } : outside;
  const by = isOurs ? '' : ' past us';
  return {
    ...factsOf(refund, made.providerRefundId, made.ageMs),
    refundId: marks.refundId ?? null,
    kind: isOurs ? 'refund_without_record' : 'refund_outside_holdfast',
    found: `${formatMoney(made.amount)} refunded at Stripe${by}, and no refund is known here.`,
    then: { repair: { kind: 'record_refund', refund, operationId: marks.operationId } },
  };
}

/** A refund that counts as made here, and that Stripe does not have. */
export function compareMissingRefund({ refund, quietMs }: BookedRefund): Finding | undefined {
  if (refund.status !== 'succeeded') return undefined;
  const known = factsOf(refund, refund.providerRefundId, quietMs);
  return forAPerson(
    known,
    'refund_missing_at_stripe',
    `A refund of ${formatMoney(refund.amount)} counts as made here, and Stripe does not have it.`,
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

function forAPerson(known: Facts, kind: Finding['kind'], found: string): Finding {
  const action =
    "Look at both in Stripe's dashboard, and make the books say what is true. Nothing is done by itself.";
  return { ...known, kind, found, then: { state: 'needs_decision', action } };
}
