import { NotExecuted } from '@holdfast/idempotency';
import { DependencyError } from '@holdfast/resilience';
import { isError } from '@holdfast/service-defaults';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { noTimeLeft, outcomeUnknown, providerUnavailable } from '../payment/payment.errors.ts';
import { refundOutcomeUnknown } from '../refund/refund.errors.ts';
import { type RefundOutcome } from '../refund/refund.ts';

/** Refusals that come before Stripe executes anything. */
const refusals = new Set(['StripeRateLimitError', 'StripeAuthenticationError', 'StripePermissionError']);

/**
 * What an error of the SDK says about the charge. Declined and impossible are outcomes. What was surely never sent, or refused before
 * execution, is `provider_unavailable`; all else, timeouts and resets and 5xx, is `payment_outcome_unknown`, never taken for a decline.
 */
export function outcomeOfError(error: unknown): PaymentOutcome {
  if (isOfStripe(error, 'StripeCardError'))
    return {
      kind: 'declined',
      providerPaymentId: error.payment_intent?.id ?? null,
      declineCode: declineCodeOf(error.decline_code, error.code),
    };
  if (isOfStripe(error, 'StripeInvalidRequestError') && error.param === 'payment_method')
    return { kind: 'method_invalid' };
  if (isError(error) && 'type' in error && refusals.has(String(error.type)) && !isLocked(error))
    throw new NotExecuted(providerUnavailable(error));
  const failure = failureOf(error);
  if (failure?.fate !== 'unsent') throw outcomeUnknown(error);
  if (failure.reason === 'deadline') throw new NotExecuted(noTimeLeft(error));
  throw new NotExecuted(providerUnavailable(error, failure.retryAfterMs));
}

/**
 * What an error of the SDK says about a refund. A refusal of the request itself (already refunded, disputed) is an outcome. All else
 * leaves it open, also what was surely not executed: a refund that we accepted is driven to its end.
 */
export function refundOutcomeOfError(error: unknown): RefundOutcome {
  if (isOfStripe(error, 'StripeInvalidRequestError') || isOfStripe(error, 'StripeCardError'))
    return { kind: 'failed', providerRefundId: null, failureCode: error.code || 'refused_by_provider' };
  throw refundOutcomeUnknown(error);
}

/** Some refusals (an expired card) have a code but no decline code; the SDK spells that as an empty string. */
export function declineCodeOf(declineCode: string | undefined, code: string | undefined): string {
  return declineCode || code || 'generic_decline';
}

/** Something of this one operation is in use at Stripe, which is no reason to make others wait: the same key is sent again soon. */
const isLocked = (error: Error): boolean => 'code' in error && error.code === 'lock_timeout';

type StripeErrors = typeof Stripe.errors;

/** By its `type`, as Stripe documents it: only the clients import the SDK. */
function isOfStripe<Type extends keyof StripeErrors & `Stripe${string}Error`>(
  error: unknown,
  type: Type,
): error is InstanceType<StripeErrors[Type]> {
  return isError(error) && 'type' in error && error.type === type;
}

/** How the call failed without an answer, as the SDK passes it on. */
function failureOf(error: unknown): DependencyError | undefined {
  const detail = isOfStripe(error, 'StripeConnectionError') ? error.detail : undefined;
  return detail instanceof DependencyError ? detail : undefined;
}
