import {
  type Difference,
  type DisputeChanged,
  type RecentDifference,
  type LedgerPayment,
  type PaymentSettled,
  type RefundSettled,
} from '@holdfast/contracts';
import { type DifferenceStatus, type FindingWith } from '@holdfast/service-defaults/reconciliation';
import { type WhyUnfulfillable } from '../refund-orphaned-charge/orphaned-charge-refund.ts';

/**
 * A safe repair: it applies what should have happened anyway, and applying it twice has the effect of once.
 */
export type Repair =
  | { readonly kind: 'settle_order'; readonly event: PaymentSettled }
  | {
      readonly kind: 'refund_orphaned_charge';
      readonly payment: LedgerPayment;
      readonly why: WhyUnfulfillable;
    }
  | {
      readonly kind: 'record_refunded_elsewhere';
      readonly orderId: string;
      readonly paymentId: string;
    }
  | { readonly kind: 'settle_refund'; readonly event: RefundSettled }
  | { readonly kind: 'record_dispute'; readonly event: DisputeChanged }
  | { readonly kind: 'recheck'; readonly operationId: string };

export interface Finding extends FindingWith<Repair> {
  readonly kind: FindingKind;
  readonly orderId: string;
}

const eventLost =
  'An event from payments was lost: the queue lost its data, the message failed permanently, or the database of checkout was restored.';
const editedManually =
  'A row was edited manually, or a database was restored from a backup. No program does this.';

/**
 * Each kind of difference with its likely cause. Each has a section in
 * docs/reference/reconciliation-differences.md.
 */
export const causes = {
  payment_settled_order_pending: eventLost,
  order_pending_without_payment:
    'The request has not reached payments, or payments lost it. Checkout repeats it under the same key.',
  order_waits_for_expired_confirmation:
    'Checkout has not checked the payment since, or payments has not canceled it: a service or its database is down.',
  charge_for_failed_order:
    'The bank declined at first but charged after all, or an operator recorded that nothing was charged. The customer was notified that the order failed.',
  charge_for_unknown_order:
    'The database of checkout was restored from a backup, or someone else used its API key at payments.',
  charge_for_paid_order:
    'The order was charged under two keys: payments lost the first one, for example after a restore from a backup, and was asked again.',
  orphaned_charge_refund_pending: 'The refund was requested, and its outcome is not known yet.',
  orphaned_charge_refund_failed:
    'The provider refused the refund, usually because of a dispute, or the bank returned the money.',
  order_paid_without_charge: editedManually,
  order_amount_differs: editedManually,
  refund_settled_order_refund_pending: eventLost,
  refund_failed_order_refunded:
    "The customer's bank returned the money, and the event from payments was lost.",
  order_refund_pending_without_refund:
    'The request has not reached payments. Checkout repeats it under the same key.',
  order_refunded_without_refund: editedManually,
  refund_missing_on_order:
    "The refund was made outside checkout: in Stripe's dashboard, or directly through payments.",
  dispute_changed_order_outdated: eventLost,
  order_disputed_without_dispute:
    'The database of payments was restored from a backup, or a row was edited manually.',
  order_returned_twice:
    "The payer disputed a payment that was already refunded, and the bank decided in the payer's favor.",
  review_no_longer_needed:
    'The outcome could not be determined in time, so an operator was asked. An event or this comparison has since delivered it.',
} as const;

export type FindingKind = keyof typeof causes;

export const repairTexts: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>> = {
  settle_order: [
    'The order was updated with its payment result; the email will follow.',
    'With --repair, the order is updated with its payment result; the email will follow.',
  ],
  refund_orphaned_charge: [
    'The charge is being refunded, once. No order will be fulfilled for it.',
    'With --repair, the charge is refunded, once. No order will be fulfilled for it.',
  ],
  record_refunded_elsewhere: [
    'The extra charge was recorded as refunded.',
    'With --repair, the extra charge is recorded as refunded.',
  ],
  settle_refund: [
    'The refund was updated with its result, as the lost event would have done.',
    'With --repair, the refund is updated with its result, as the lost event would have done.',
  ],
  record_dispute: [
    'The order now shows the dispute as payments knows it.',
    'With --repair, the order shows the dispute as payments knows it.',
  ],
  recheck: [
    'A recheck was scheduled; the operation will complete with the outcome now known. No decision needed.',
    'With --repair, the operation is rechecked and completes with the outcome now known. No decision needed.',
  ],
};

const namedIn = ({ kind, found, orderId, paymentId, refundId }: Finding) => ({
  kind,
  found,
  why: causes[kind],
  orderId,
  paymentId,
  refundId,
  providerId: null,
});

export const differenceOf = (finding: Finding, status: DifferenceStatus): Difference => ({
  ...namedIn(finding),
  ...status,
});

export const recentDifferenceOf = (finding: Finding): RecentDifference => ({
  ...namedIn(finding),
  quietMs: Math.round(finding.quietMs),
});
