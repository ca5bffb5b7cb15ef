import { type Difference, type RecentDifference } from '@holdfast/contracts';
import { type DifferenceStatus, type FindingWith } from '@holdfast/service-defaults/reconciliation';
import { type Dispute } from '../dispute/dispute.ts';
import { type DisputedPayment } from '../dispute/record-dispute.writes.ts';
import { type Payment } from '../payment/payment.ts';
import { type Refund } from '../refund/refund.ts';

/** Safe repairs: no money moves, and repeating them changes nothing. */
export type Repair =
  | { readonly kind: 'settle_payment'; readonly payment: Payment; readonly operationId: string }
  | { readonly kind: 'adopt_payment'; readonly payment: Payment; readonly operationId: string }
  | { readonly kind: 'fail_payment'; readonly payment: Payment; readonly operationId: string }
  | { readonly kind: 'cancel_charge'; readonly chargeId: string }
  | { readonly kind: 'settle_refund'; readonly refund: Refund; readonly operationId: string }
  | { readonly kind: 'record_refund'; readonly refund: Refund; readonly operationId: string | undefined }
  | {
      readonly kind: 'record_dispute';
      readonly dispute: Dispute;
      readonly payment: DisputedPayment;
    }
  | { readonly kind: 'recheck'; readonly operationId: string };

export interface Finding extends FindingWith<Repair> {
  readonly kind: FindingKind;
  readonly providerId: string | null;
}

const lostResponse =
  'The response was lost and no webhook arrived, or the process crashed in between. Both are normal and usually resolve within seconds.';

/** The cause of each kind. docs/reference/reconciliation-differences.md has a section for each. */
export const causes = {
  charge_succeeded_payment_pending: lostResponse,
  charge_declined_payment_pending: lostResponse,
  charge_succeeded_payment_failed:
    'Stripe charged an attempt that had failed before: it was confirmed again in the dashboard, or an operator resolved its key as declined.',
  confirmation_open_payment_failed:
    'A row was edited manually, or the database was restored from a backup: payments cancels an intent before it records a failure.',
  confirmation_expired_payment_pending:
    'Stripe did not respond when the intent was due to be canceled, or the operation was lost in a restore from a backup.',
  charge_without_payment:
    'The database of payments has no record of a charge that payments made: it was restored from a backup, or rows were deleted.',
  payment_amount_differs:
    'A row was edited manually, or the charge was changed in the dashboard. No program does this.',
  payment_charged_twice:
    'Stripe failed while it made a charge, showed none for a minute, and made it later. Payments had charged again.',
  payment_without_charge:
    'A row was edited manually, STRIPE_SECRET_KEY belongs to another account, or an operator resolved the operation as succeeded.',
  event_payment_mismatch:
    'Our metadata was used for another charge, the secrets of two accounts or modes were mixed up, or only part of the amount was captured in the dashboard.',
  review_no_longer_needed:
    'The outcome could not be determined in time, so an operator was asked. A webhook or this comparison has since delivered it.',
  payment_pending_without_charge:
    'The request has not reached Stripe yet. It is repeated under its own key, or waits for its client or an operator. Or its client has given up.',
  refund_settled_record_pending: lostResponse,
  refund_waits_for_funds:
    "The account's available balance is too low: payouts, refunds and disputes have taken it. The customer waits until there are funds.",
  refund_waits_for_customer:
    'The way of payment has no account that Stripe could return the money to, so Stripe asked the customer by email, if it knows the address.',
  refund_overdue:
    "Stripe makes a refund within ten business days. The customer's bank or Stripe has not processed this one.",
  refund_failed_record_succeeded:
    "The customer's bank returned the money, usually days later, and no webhook arrived.",
  refund_succeeded_record_failed:
    'Stripe reports success for a refund that is recorded as failed. Stripe never does this on its own.',
  refund_without_record:
    'The database of payments has no record of a refund that payments made: it was restored from a backup, or rows were deleted.',
  refund_made_twice:
    'Stripe failed while it made a refund, showed none for a minute, and made it later. Payments had refunded again.',
  refund_outside_holdfast: "The refund was made in Stripe's dashboard or through its API.",
  refund_amount_differs: 'A row was edited manually. No program does this.',
  refund_missing_at_stripe: 'A row was edited manually, or STRIPE_SECRET_KEY belongs to another account.',
  dispute_without_record: 'No webhook of the dispute arrived.',
  dispute_differs: 'The dispute changed, and its webhook has not arrived.',
  dispute_missing_at_stripe: 'A row was edited manually, or STRIPE_SECRET_KEY belongs to another account.',
  returned_more_than_charged:
    'The payer disputed the whole charge after part of it was refunded, and Stripe has not reinstated that part.',
} as const;

export type FindingKind = keyof typeof causes;

export const repairTexts: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>> = {
  settle_payment: [
    "Stripe's result was recorded and checkout was notified, as a webhook would have done.",
    "With --repair, Stripe's result is recorded and checkout is notified, as a webhook would have done.",
  ],
  adopt_payment: [
    'The payment was restored from the metadata of its charge, and checkout was notified. If there is no order to fulfill, checkout refunds the charge.',
    'With --repair, the payment is restored from the metadata of its charge, and checkout is notified. If there is no order to fulfill, checkout refunds the charge.',
  ],
  fail_payment: [
    'The payment was recorded as failed and checkout was notified, unless its request was just repeated. Nothing was charged.',
    'With --repair, the payment is recorded as failed and checkout is notified, unless its request is repeated. Nothing was charged.',
  ],
  cancel_charge: [
    'The intent was canceled at Stripe, unless the customer was faster. Its webhook or the next run records the result.',
    'With --repair, the intent is canceled at Stripe, unless the customer is faster. Its webhook or the next run records the result.',
  ],
  settle_refund: [
    "Stripe's result was recorded and checkout was notified, as a webhook would have done.",
    "With --repair, Stripe's result is recorded and checkout is notified, as a webhook would have done.",
  ],
  record_dispute: [
    'The dispute was recorded and checkout was notified, as a webhook would have done.',
    'With --repair, the dispute is recorded and checkout is notified, as a webhook would have done.',
  ],
  recheck: [
    'A recheck was scheduled; the operation will complete with the outcome now known. No decision needed.',
    'With --repair, the operation is rechecked and completes with the outcome now known. No decision needed.',
  ],
  record_refund: [
    'The refund was recorded, so that this amount cannot be refunded again. No money moved.',
    'With --repair, the refund is recorded, so that this amount cannot be refunded again. No money moves.',
  ],
};

const namedIn = ({ kind, found, orderId, paymentId, refundId, providerId }: Finding) => ({
  kind,
  found,
  why: causes[kind],
  orderId,
  paymentId,
  refundId,
  providerId,
});

export const differenceOf = (finding: Finding, status: DifferenceStatus): Difference => ({
  ...namedIn(finding),
  ...status,
});

export const recentDifferenceOf = (finding: Finding): RecentDifference => ({
  ...namedIn(finding),
  quietMs: Math.round(finding.quietMs),
});
