import { NotExecuted } from '@holdfast/idempotency';
import { isError } from '@holdfast/service-defaults';
import Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { outcomeUnknown, providerUnavailable } from '../payment/payment.errors.ts';
import { refundOutcomeUnknown } from '../refund/refund.errors.ts';
import { type RefundOutcome } from '../refund/refund.ts';

/** Failures that come before the request has left. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * What an error of the SDK says about the charge. Declined and impossible are outcomes; refused before execution is
 * `provider_unavailable`; all else, timeouts and resets and 5xx, is `payment_outcome_unknown`, never taken for a decline.
 */
export function outcomeOfError(error: unknown): PaymentOutcome {
  const { StripeCardError, StripeInvalidRequestError, StripeRateLimitError } = Stripe.errors;
  const { StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  if (error instanceof StripeCardError)
    return {
      kind: 'declined',
      providerPaymentId: error.payment_intent?.id ?? null,
      declineCode: declineCodeOf(error.decline_code, error.code),
    };
  if (error instanceof StripeInvalidRequestError && error.param === 'payment_method')
    return { kind: 'method_invalid' };
  if (
    error instanceof StripeRateLimitError ||
    error instanceof StripeAuthenticationError ||
    error instanceof StripePermissionError ||
    wasNeverSent(error)
  )
    throw new NotExecuted(providerUnavailable(error));
  throw outcomeUnknown(error);
}

/**
 * What an error of the SDK says about a refund. A refusal of the request itself (already refunded, disputed) is an outcome. All else
 * leaves it open, also what was surely not executed: a refund that we accepted is driven to its end.
 */
export function refundOutcomeOfError(error: unknown): RefundOutcome {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  if (error instanceof StripeInvalidRequestError || error instanceof StripeCardError)
    return { kind: 'failed', providerRefundId: null, failureCode: error.code || 'refused_by_provider' };
  throw refundOutcomeUnknown(error);
}

/** Some refusals (an expired card) have a code but no decline code; the SDK spells that as an empty string. */
export function declineCodeOf(declineCode: string | undefined, code: string | undefined): string {
  return declineCode || code || 'generic_decline';
}

function wasNeverSent(error: unknown): boolean {
  const detail = error instanceof Stripe.errors.StripeConnectionError ? error.detail : undefined;
  const code = isError(detail) && 'code' in detail ? detail.code : undefined;
  return typeof code === 'string' && neverSent.has(code);
}
