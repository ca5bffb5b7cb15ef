import { type Difference, type RecentDifference } from '@holdfast/contracts';
import { type DifferenceStatus, type FindingWith } from '@holdfast/service-defaults/reconciliation';
import { type Payment } from '../payment/payment.ts';
import { type Refund } from '../refund/refund.ts';

/** What is safe to do about a difference: no money moves, and doing it twice is doing it once. */
export type Repair =
  | { readonly kind: 'settle_payment'; readonly payment: Payment; readonly operationId: string }
  | { readonly kind: 'adopt_payment'; readonly payment: Payment; readonly operationId: string }
  | { readonly kind: 'settle_refund'; readonly refund: Refund; readonly operationId: string }
  | { readonly kind: 'record_refund'; readonly refund: Refund; readonly operationId: string | undefined }
  | { readonly kind: 'recheck'; readonly operationId: string };

/** A difference between two ledgers. */
export interface Finding extends FindingWith<Repair> {
  readonly kind: FindingKind;
  readonly found: string;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly providerId: string | null;
}

const askedOn =
  'The answer was lost and no webhook came, or the process died in between. Both happen, and mostly end within seconds.';

/** Every kind of difference, and how it can come to be. Each has its section in docs/reference/reconciliation-differences.md. */
export const causes = {
  charge_succeeded_payment_pending: askedOn,
  charge_declined_payment_pending: askedOn,
  charge_succeeded_payment_failed:
    'Stripe charged an attempt that had failed before, as when somebody confirms it again in the dashboard, or a person resolved its key as declined.',
  charge_without_payment:
    'The database of payments does not know a charge that payments made: it was restored from a backup, or rows were deleted.',
  payment_amount_differs:
    'A row was changed by hand, or the charge was changed in the dashboard. No program does this.',
  payment_without_charge:
    'A row was changed by hand, the key of another Stripe account is in use, or a person resolved its key as succeeded.',
  event_payment_mismatch:
    'Somebody used our metadata for another charge, the secrets of two accounts or modes are mixed up, or a part was captured in the dashboard.',
  review_no_longer_needed:
    'It could not be found out in time, so a person was asked; the answer has come since, by a webhook or by this comparison.',
  payment_pending_without_charge:
    'The request did not come to Stripe yet. It is made again under its own key, or waits for its caller, or for a person.',
  refund_settled_record_pending: askedOn,
  refund_failed_record_succeeded:
    "The customer's bank sent the money back, days later as a rule, and no webhook told us.",
  refund_succeeded_record_failed:
    'Stripe says of a refund that failed here that it went through. Stripe does not do this by itself.',
  refund_without_record:
    'The database of payments does not know a refund that payments made: it was restored from a backup, or rows were deleted.',
  refund_outside_holdfast: "Somebody refunded it in Stripe's dashboard, or through its API.",
  refund_amount_differs: 'A row was changed by hand. No program does this.',
  refund_missing_at_stripe: 'A row was changed by hand, or the key of another Stripe account is in use.',
} as const;

export type FindingKind = keyof typeof causes;

export const repairTexts: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>> = {
  settle_payment: [
    "Stripe's word was written down, and checkout is told, as a webhook would have done.",
    "With --repair, Stripe's word is written down and checkout is told, as a webhook would have done.",
  ],
  adopt_payment: [
    'The payment was written down again from what Stripe keeps with the charge, and checkout is told. Without an order to fulfil, checkout refunds it.',
    'With --repair, the payment is written down again from what Stripe keeps with the charge, and checkout is told. Without an order to fulfil, checkout refunds it.',
  ],
  settle_refund: [
    "Stripe's word was written down, and checkout is told, as a webhook would have done.",
    "With --repair, Stripe's word is written down and checkout is told, as a webhook would have done.",
  ],
  recheck: [
    'The operation was told to look again, and ends with what is known now. Nobody has to decide.',
    'With --repair, the operation is told to look again, and ends with what is known now. Nobody has to decide.',
  ],
  record_refund: [
    'The refund was written down, so that this amount cannot be refunded again. No money moved.',
    'With --repair, the refund is written down, so that this amount cannot be refunded again. No money moves.',
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

/** A finding as it is reported. */
export const differenceOf = (finding: Finding, status: DifferenceStatus): Difference => ({
  ...namedIn(finding),
  ...status,
});

/** One that is too young to be judged. */
export const recentDifferenceOf = (finding: Finding): RecentDifference => ({
  ...namedIn(finding),
  quietMs: Math.round(finding.quietMs),
});
