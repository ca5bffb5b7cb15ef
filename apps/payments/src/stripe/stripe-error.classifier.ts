import { NotExecuted } from '@holdfast/idempotency';
import { DependencyError } from '@holdfast/resilience';
import { isError, Problem } from '@holdfast/service-defaults';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { type ProviderWord } from '../payment/provider-word.ts';
import { deadlinePassed, outcomeUnknown, providerUnavailable } from '../payment/payment.errors.ts';
import { refundOutcomeUnknown } from '../refund/refund.errors.ts';
import { type RefundOutcome } from '../refund/refund.ts';
import { refusesUs } from './stripe-answer.classifier.ts';

const finalStatuses: ReadonlySet<number | undefined> = new Set([400, 404]);
/** The card or account to charge: unknown, expired, or a token that was used before. */
const payerParams: ReadonlySet<string | undefined> = new Set(['payment_method', 'confirmation_token']);

/** True if another card or account would do. */
const isAboutPayer = ({ param, code }: StripeError): boolean =>
  payerParams.has(param) || code === 'account_closed';

/**
 * Classifies an SDK error of a charge. Declined and refused are outcomes, but not if an earlier attempt is in
 * doubt: that one may have charged, so Stripe has to be read back. A request that was never sent or was
 * refused before execution is `provider_unavailable`; everything else (timeouts, resets, 5xx) is
 * `payment_outcome_unknown`, never a decline.
 */
export function outcomeOfError(error: unknown, isInDoubt: boolean): PaymentOutcome {
  if (isOfStripe(error, 'StripeCardError'))
    return { kind: 'declined', providerPaymentId: error.payment_intent?.id ?? null, word: wordOf(error) };
  if (isRefusalOfUs(error)) throw new NotExecuted(providerUnavailable(error));
  if (isFinalRefusal(error) && !isInDoubt)
    return { kind: isAboutPayer(error) ? 'method_invalid' : 'refused', word: wordOf(error) };
  if (isOfStripe(error, 'StripeRateLimitError') && !isLocked(error))
    throw new NotExecuted(providerUnavailable(error));
  const failure = failureOf(error);
  if (failure?.execution !== 'not_sent') throw outcomeUnknown(error);
  if (failure.reason === 'deadline') throw new NotExecuted(deadlinePassed(error));
  throw new NotExecuted(providerUnavailable(error, failure.retryAfterMs));
}

/** True if Stripe rejects our key or account, before executing anything. */
export function isRefusalOfUs(error: unknown): error is StripeError {
  if (isOfStripe(error, 'StripeAuthenticationError') || isOfStripe(error, 'StripePermissionError'))
    return true;
  return (
    isOfStripe(error, 'StripeInvalidRequestError') &&
    refusesUs({ status: error.statusCode ?? 0, body: { error: { code: error.code } } })
  );
}

/**
 * Classifies an SDK error of a refund. A refusal of the request itself (already refunded, disputed) is an
 * outcome, unless an earlier attempt is in doubt. Everything else stays open: an accepted refund is always
 * completed.
 */
export function refundOutcomeOfError(error: unknown, isInDoubt: boolean): RefundOutcome {
  if (isRefusalOfUs(error)) throw refundOutcomeUnknown(error);
  if (isOfStripe(error, 'StripeCardError') || (isFinalRefusal(error) && !isInDoubt))
    return { kind: 'failed', providerRefundId: null, failureCode: error.code || 'refused_by_provider' };
  throw refundOutcomeUnknown(error);
}

/**
 * True if Stripe repeats this failure or refusal for the key. A 502, 503 or 504 may come from a gateway,
 * behind which the request is still on its way, unless Stripe marks it as stored.
 */
export function isFinalResponse(error: unknown): boolean {
  const response = error instanceof Problem ? error.cause : error;
  if (isFinalRefusal(response) || isOfStripe(response, 'StripeCardError')) return true;
  if (!isOfStripe(response, 'StripeAPIError')) return false;
  return response.statusCode === 500 || response.headers?.['idempotent-replayed'] === 'true';
}

/**
 * Some refusals (an expired card) have a code but no decline code, which the SDK gives as an empty string.
 */
export function wordOf(error: StripeError): ProviderWord {
  return {
    code: error.decline_code || error.code || 'refused_by_provider',
    adviceCode: error.advice_code || null,
    requestId: error.requestId || null,
  };
}

/** A 400 or 404 about the request itself: it would be refused every time. */
function isFinalRefusal(error: unknown): error is InstanceType<StripeErrors['StripeInvalidRequestError']> {
  return isOfStripe(error, 'StripeInvalidRequestError') && finalStatuses.has(error.statusCode);
}

/** A lock on this one object, which must not delay other calls; the same key is retried soon. */
const isLocked = (error: Error): boolean => 'code' in error && error.code === 'lock_timeout';

type StripeErrors = typeof Stripe.errors;
type StripeError = InstanceType<StripeErrors['StripeError']>;

/** Tested by `type`, as Stripe documents it: only the clients import the SDK. */
function isOfStripe<Type extends keyof StripeErrors & `Stripe${string}Error`>(
  error: unknown,
  type: Type,
): error is InstanceType<StripeErrors[Type]> {
  return isError(error) && 'type' in error && error.type === type;
}

/** The transport failure, as the SDK passes it on. */
function failureOf(error: unknown): DependencyError | undefined {
  const detail = isOfStripe(error, 'StripeConnectionError') ? error.detail : undefined;
  return detail instanceof DependencyError ? detail : undefined;
}
