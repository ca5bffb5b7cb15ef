import { type Money, newId, type PaymentRefundView, type RefundFailure } from '@holdfast/contracts';
import { canMove, type Moves } from '@holdfast/idempotency';
import { type Payment } from '../payment/payment.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

/** Made through payments, or at Stripe directly: in its dashboard or through its API. */
export type RefundOrigin = 'payments' | 'dashboard';

export interface Refund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly orderId: string;
  /** The client's own ID for it. */
  readonly reference: string | null;
  readonly status: RefundStatus;
  readonly origin: RefundOrigin;
  readonly amount: Money;
  readonly providerRefundId: string | null;
  readonly failureCode: string | null;
  readonly createdAt: string;
}

/** The provider's result. A pending refund was accepted; its outcome follows by webhook. */
export type RefundOutcome =
  | { readonly kind: 'succeeded'; readonly providerRefundId: string }
  | { readonly kind: 'pending'; readonly providerRefundId: string }
  | { readonly kind: 'failed'; readonly providerRefundId: string | null; readonly failureCode: string };

export function newRefund(
  { paymentId, orderId }: Payment,
  amount: Money,
  reference: string | undefined,
  now: Date,
): Refund {
  return {
    refundId: newId('re'),
    paymentId,
    orderId,
    reference: reference ?? null,
    status: 'pending',
    origin: 'payments',
    amount,
    providerRefundId: null,
    failureCode: null,
    createdAt: now.toISOString(),
  };
}

export function newDashboardRefund(
  { paymentId, orderId }: Payment,
  amount: Money,
  outcome: RefundOutcome,
  createdAt: Date,
): Refund {
  const refund = {
    refundId: newId('re'),
    paymentId,
    orderId,
    reference: null,
    status: 'pending',
    origin: 'dashboard',
    amount,
    providerRefundId: outcome.providerRefundId,
    failureCode: null,
    createdAt: createdAt.toISOString(),
  } as const;
  return withOutcome(refund, outcome);
}

export function withOutcome(refund: Refund, outcome: RefundOutcome): Refund {
  const { kind: status, providerRefundId } = outcome;
  return {
    ...refund,
    status,
    providerRefundId,
    failureCode: outcome.kind === 'failed' ? outcome.failureCode : null,
  };
}

/** A pending refund ends once; one that succeeded may still fail, if the bank returns the money. */
export const settlementMoves = {
  succeeded: ['pending'],
  failed: ['pending', 'succeeded'],
} as const satisfies Moves & { readonly [To in RefundStatus]?: readonly RefundStatus[] };

/** True for a refund that Stripe refused when it was requested, so that it has no ID there. */
export const wasRefused = ({ status, providerRefundId }: Refund): boolean =>
  status === 'failed' && providerRefundId === null;

/** True if this refund has ended under another ID of Stripe: there, it was made twice. */
export const endedAsAnother = ({ status, providerRefundId }: Refund, reportedId: string): boolean =>
  status !== 'pending' && providerRefundId !== null && providerRefundId !== reportedId;

/** True if a report can change the refund. A pending one is accepted once before it ends. */
export function isNews({ status, providerRefundId }: Refund, { kind }: RefundOutcome): boolean {
  return kind === 'pending'
    ? status === 'pending' && providerRefundId === null
    : canMove(settlementMoves, status, kind);
}

/** Stripe's codes for a refund that a dispute prevents: when it is requested, and while it is pending. */
const forDispute: ReadonlySet<string | null> = new Set([
  'charge_disputed',
  'refund_disputed_payment',
  'charge_for_pending_refund_disputed',
]);

/** Stripe's codes for a refund that its account canceled, in the dashboard or through the API. */
const forCancellation: ReadonlySet<string | null> = new Set(['merchant_request', 'canceled']);

/** Why a refund failed, if the provider says so and its customer may know. */
export function failureOf({
  status,
  failureCode,
}: Pick<Refund, 'status' | 'failureCode'>): RefundFailure | undefined {
  if (status !== 'failed') return undefined;
  // Another refund was made in the dashboard, and its event has not arrived yet.
  if (failureCode === 'charge_already_refunded') return 'nothing_left';
  if (forCancellation.has(failureCode)) return 'canceled_by_shop';
  return forDispute.has(failureCode) ? 'payment_disputed' : undefined;
}

/** Undefined while the refund is pending. */
export function outcomeOf({ status, providerRefundId, failureCode }: Refund): RefundOutcome | undefined {
  if (status === 'failed') return { kind: 'failed', providerRefundId, failureCode: failureCode ?? 'unknown' };
  return status === 'pending' || providerRefundId === null
    ? undefined
    : { kind: 'succeeded', providerRefundId };
}

export function refundView(refund: Refund & { readonly status: 'succeeded' | 'pending' }): PaymentRefundView {
  const { refundId, paymentId, orderId, status, amount, createdAt } = refund;
  return { refundId, paymentId, orderId, status, amount, createdAt };
}
