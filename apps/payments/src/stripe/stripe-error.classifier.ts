import { NotExecuted } from '@holdfast/idempotency';
import { DependencyError } from '@holdfast/resilience';
import { isError } from '@holdfast/service-defaults';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { type ProviderWord } from '../payment/provider-word.ts';
import { deadlinePassed, outcomeUnknown, providerUnavailable } from '../payment/payment.errors.ts';
import { refundOutcomeUnknown } from '../refund/refund.errors.ts';
import { type RefundOutcome } from '../refund/refund.ts';
import { decideIntent } from './intent-decision.ts';
import { refusesUs } from './stripe-answer.classifier.ts';

const finalStatuses: ReadonlySet<number | undefined> = new Set([400, 404]);

/**
 * What an error of the SDK says about the charge. Declined and impossible are outcomes; but what Stripe does not make today it may have made
 * before, so that a refusal after an attempt that is in doubt is no outcome, and Stripe has to be read. What was surely never sent, or refused before
 * execution, is `provider_unavailable`; all else, timeouts and resets and 5xx, is `payment_outcome_unknown`, never taken for a decline.
 */
export function outcomeOfError(error: unknown, isInDoubt = false): PaymentOutcome {
  if (isOfStripe(error, 'StripeCardError'))
    return { kind: 'declined', providerPaymentId: error.payment_intent?.id ?? null, word: wordOf(error) };
  if (isRefusalOfUs(error)) throw new NotExecuted(providerUnavailable(error));
  if (isFinalRefusal(error) && !isInDoubt)
    return { kind: error.param === 'payment_method' ? 'method_invalid' : 'refused', word: wordOf(error) };
  if (isOfStripe(error, 'StripeRateLimitError') && !isLocked(error))
    throw new NotExecuted(providerUnavailable(error));
  const failure = failureOf(error);
  if (failure?.execution !== 'not_sent') throw outcomeUnknown(error);
  if (failure.reason === 'deadline') throw new NotExecuted(deadlinePassed(error));
  throw new NotExecuted(providerUnavailable(error, failure.retryAfterMs));
}

/** Whether Stripe refuses our key or our account: before it executes anything, whatever was asked. */
export function isRefusalOfUs(error: unknown): error is StripeError {
  if (isOfStripe(error, 'StripeAuthenticationError') || isOfStripe(error, 'StripePermissionError'))
    return true;
  return (
    isOfStripe(error, 'StripeInvalidRequestError') &&
    refusesUs({ status: error.statusCode ?? 0, body: { error: { code: error.code } } })
  );
}

/**
 * What an error of the SDK says about a refund. A refusal of the request itself (already refunded, disputed) is an outcome, unless an
 * attempt before it is in doubt. All else leaves it open, also what was surely not executed: a refund that we accepted is driven to its end.
 */
export function refundOutcomeOfError(error: unknown, isInDoubt = false): RefundOutcome {
  if (isRefusalOfUs(error)) throw refundOutcomeUnknown(error);
  if (isOfStripe(error, 'StripeCardError') || (isFinalRefusal(error) && !isInDoubt))
    return { kind: 'failed', providerRefundId: null, failureCode: error.code || 'refused_by_provider' };
  throw refundOutcomeUnknown(error);
}

/** Some refusals (an expired card) have a code but no decline code; the SDK spells that as an empty string. */
export function wordOf(error: StripeError): ProviderWord {
  return {
    code: error.decline_code || error.code || 'refused_by_provider',
    adviceCode: error.advice_code || null,
    requestId: error.requestId || null,
  };
}

/** The request itself is not one that Stripe carries out, however often it comes: a 400 or 404 that is about no key. */
function isFinalRefusal(error: unknown): error is InstanceType<StripeErrors['StripeInvalidRequestError']> {
  return isOfStripe(error, 'StripeInvalidRequestError') && finalStatuses.has(error.statusCode);
}

/** A refusal that leaves its intent where it could go on, as one that waits for its customer. */
export function unfinishedIntentIn(error: unknown): Stripe.PaymentIntent | undefined {
  const intent = isOfStripe(error, 'StripeCardError') ? error.payment_intent : undefined;
  return intent !== undefined && decideIntent(intent).kind === 'unfinished' ? intent : undefined;
}

/** Something of this one operation is in use at Stripe, which is no reason to make others wait: the same key is sent again soon. */
const isLocked = (error: Error): boolean => 'code' in error && error.code === 'lock_timeout';

type StripeErrors = typeof Stripe.errors;
type StripeError = InstanceType<StripeErrors['StripeError']>;

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
