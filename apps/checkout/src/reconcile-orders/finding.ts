import {
  type Difference,
  type RecentDifference,
  type LedgerPayment,
  type PaymentSettled,
  type RefundSettled,
} from '@holdfast/contracts';
import { type DifferenceStatus, type FindingWith } from '@holdfast/service-defaults/reconciliation';
import { type WhyUnfulfillable } from '../refund-orphaned-charge/orphaned-charge-refund.ts';

/** What is safe to do about a difference: it goes the way it would have gone, and doing it twice is doing it once. */
export type Repair =
  | { readonly kind: 'settle_order'; readonly event: PaymentSettled }
  | {
      readonly kind: 'refund_orphaned_charge';
      readonly payment: LedgerPayment;
      readonly why: WhyUnfulfillable;
    }
  | { readonly kind: 'settle_refund'; readonly event: RefundSettled }
  | { readonly kind: 'recheck'; readonly operationId: string };

/** A difference between orders and payments. */
export interface Finding extends FindingWith<Repair> {
  readonly kind: FindingKind;
  readonly found: string;
  readonly orderId: string;
  readonly paymentId: string | null;
  readonly refundId: string | null;
}

const newsLost =
  'The news from payments was lost: the queue lost its data, the message was given up, or the database of checkout was restored.';
const changedByHand =
  'A row was changed by hand, or a database was restored from a backup. No program does this.';

/** Every kind of difference, and how it can come to be. Each has its section in docs/reference/reconciliation-differences.md. */
export const causes = {
  payment_settled_order_pending: newsLost,
  order_pending_without_payment:
    'The request did not come to payments yet, or payments lost it. Checkout asks for it again under the same key.',
  charge_for_failed_order:
    'The bank said no at first, and charged all the same; or a person said that nothing was charged. The customer was told that the order failed.',
  charge_for_unknown_order:
    'The database of checkout was restored from a backup, or somebody asked payments for a charge past checkout.',
  charge_for_paid_order:
    'The order was charged under two keys: payments lost the first one, as after a restore from a backup, and was asked again.',
  orphaned_charge_refund_pending: 'The refund is asked for, and its end is not known yet.',
  orphaned_charge_refund_failed:
    'The provider refused the refund, for a dispute as a rule, or the bank sent the money back.',
  order_paid_without_charge: changedByHand,
  order_amount_differs: changedByHand,
  refund_settled_order_refund_pending: newsLost,
  refund_failed_order_refunded: "The customer's bank sent the money back, and the news of it was lost.",
  order_refund_pending_without_refund:
    'The request did not come to payments yet. Checkout asks for it again under the same key.',
  order_refunded_without_refund: changedByHand,
  refund_missing_on_order:
    "Somebody refunded it past the shop: in Stripe's dashboard, or by asking payments.",
  review_no_longer_needed:
    'It could not be found out in time, so a person was asked; the answer has come since, by an event or by this comparison.',
} as const;

export type FindingKind = keyof typeof causes;

export const repairTexts: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>> = {
  settle_order: [
    "The order was told how its payment ended, as payments' own news would have done; its mail follows.",
    "With --repair, the order is told how its payment ended, as payments' own news would have done; its mail follows.",
  ],
  refund_orphaned_charge: [
    'The charge is being refunded, once. The order is not fulfilled late: its customer was told otherwise.',
    'With --repair, the charge is refunded, once. The order is not fulfilled late: its customer was told otherwise.',
  ],
  settle_refund: [
    "The refund was told how it ended, as payments' own news would have done.",
    "With --repair, the refund is told how it ended, as payments' own news would have done.",
  ],
  recheck: [
    'The operation was told to look again, and ends with what is known now. Nobody has to decide.',
    'With --repair, the operation is told to look again, and ends with what is known now. Nobody has to decide.',
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
