import { describe, expect, it } from '@jest/globals';
import { NotExecuted } from '@holdfast/idempotency';
import { type CallExecution, type Cause, DependencyError } from '@holdfast/resilience';
import { Problem } from '@holdfast/service-defaults';
import Stripe from 'stripe';
import { outcomeUnknown } from '../payment/payment.errors.ts';
import { isFinalResponse, outcomeOfError, refundOutcomeOfError } from './stripe-error.classifier.ts';

const { errors } = Stripe;

const thrownBy = (
  error: unknown,
  outcome: (error: unknown, isInDoubt: boolean) => { kind: string } = outcomeOfError,
): string => {
  try {
    return outcome(error, false).kind;
  } catch (thrown) {
    if (thrown instanceof NotExecuted) return `not executed: ${thrown.problem.kind.code}`;
    if (thrown instanceof Problem) return thrown.kind.code;
    throw thrown;
  }
};

const connectionError = (detail?: Error): Stripe.errors.StripeConnectionError =>
  new errors.StripeConnectionError({
    message: 'An error occurred with our connection to Stripe.',
    ...(detail === undefined ? {} : { detail }),
  });

const failed = (
  reason: Cause,
  execution: CallExecution,
  retryAfterMs?: number,
): Stripe.errors.StripeConnectionError =>
  connectionError(new DependencyError('stripe', reason, execution, 'no answer', { retryAfterMs }));

const problemOf = (error: unknown): Problem => {
  try {
    outcomeOfError(error, false);
  } catch (thrown) {
    if (thrown instanceof NotExecuted) return thrown.problem;
  }
  throw new Error('it was taken as executed');
};

const refusal = (statusCode: number, more: object = {}): Stripe.errors.StripeInvalidRequestError =>
  new errors.StripeInvalidRequestError({
    type: 'invalid_request_error',
    message: 'no',
    statusCode,
    requestId: 'req_1',
    ...more,
  } as never);

const failure = (statusCode: number, headers: Record<string, string> = {}): Stripe.errors.StripeAPIError =>
  new errors.StripeAPIError({ type: 'api_error', message: 'no', statusCode, headers } as never);

describe('isFinalResponse', () => {
  it.each([
    ['a failure that is stored', failure(500), true],
    ['a stored failure that is repeated', failure(503, { 'idempotent-replayed': 'true' }), true],
    ['a refusal', refusal(400), true],
    ['a failure of a gateway', failure(502), false],
    ['that it still executes an earlier attempt', refusal(409, { code: 'idempotency_key_in_use' }), false],
    ['a refusal of our key', new errors.StripeAuthenticationError({ statusCode: 401 }), false],
    ['a limit', new errors.StripeRateLimitError({ statusCode: 429 }), false],
    ['no response', failed('timeout', 'unknown'), false],
  ])('knows whether Stripe repeats %s', (_, error, expected) => {
    expect(isFinalResponse(error)).toBe(expected);
    expect(isFinalResponse(outcomeUnknown(error))).toBe(expected);
  });
});

describe('outcomeOfError', () => {
  it('takes a card error as declined, with the decline code and the intent', () => {
    const error = new errors.StripeCardError({
      type: 'card_error',
      message: 'Your card was declined.',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { id: 'pi_1' } as Stripe.PaymentIntent,
    });
    expect(outcomeOfError(error, false)).toEqual({
      kind: 'declined',
      providerPaymentId: 'pi_1',
      word: { code: 'insufficient_funds', adviceCode: null, requestId: null },
    });
  });

  it('takes the code of a card error that has no decline code', () => {
    const error = new errors.StripeCardError({
      type: 'card_error',
      message: 'expired',
      code: 'expired_card',
    });
    expect(outcomeOfError(error, false)).toMatchObject({ kind: 'declined', word: { code: 'expired_card' } });
  });

  it.each([
    [refusal(400, { param: 'payment_method' }), 'method_invalid', 'refused_by_provider'],
    [refusal(400, { code: 'account_closed' }), 'method_invalid', 'account_closed'],
    [refusal(400, { code: 'amount_too_small' }), 'refused', 'amount_too_small'],
    [refusal(404, { code: 'resource_missing' }), 'refused', 'resource_missing'],
  ])('takes a request that Stripe does not carry out as refused for good', (error, kind, code) => {
    expect(outcomeOfError(error, false)).toEqual({
      kind,
      word: { code, adviceCode: null, requestId: 'req_1' },
    });
  });

  it.each([
    refusal(400, { param: 'payment_method' }),
    refusal(400, { code: 'amount_too_small' }),
    refusal(404, { code: 'resource_missing' }),
  ])('takes no refusal as final after an attempt that is in doubt', (error) => {
    expect(thrownBy(error, (thrown) => outcomeOfError(thrown, true))).toBe('payment_outcome_unknown');
  });

  it.each([
    ['a refused connection', failed('connect_failed', 'not_sent')],
    ['a breaker that is open', failed('breaker_open', 'not_sent')],
    ['too many calls in progress', failed('bulkhead_full', 'not_sent')],
    ['a Retry-After pause that Stripe asked for', failed('retry_after_pause', 'not_sent')],
    ['a service that is stopping', failed('shutting_down', 'not_sent')],
    [
      'a rate limit',
      new errors.StripeRateLimitError({ type: 'rate_limit_error', message: 'slow down' } as never),
    ],
    [
      'a wrong API key',
      new errors.StripeAuthenticationError({ type: 'authentication_error', message: 'no' } as never),
    ],
  ])('takes %s as not executed', (_, error) => {
    expect(thrownBy(error)).toBe('not executed: provider_unavailable');
  });

  it.each([
    ['a timeout', failed('timeout', 'unknown')],
    ['a reset', failed('connection_lost', 'unknown')],
    [
      'a lock at Stripe on something of this one operation',
      new errors.StripeRateLimitError({ type: 'invalid_request_error', code: 'lock_timeout' } as never),
    ],
    ['a refused connection after an attempt that was sent', failed('connect_failed', 'unknown')],
    ['a connection error of unknown cause', connectionError()],
    ['a connection error that is not of the pipeline', connectionError(new Error('socket'))],
    ['a 5xx', new errors.StripeAPIError({ type: 'api_error', message: 'oops' })],
    [
      'an idempotency error',
      new errors.StripeIdempotencyError({ type: 'idempotency_error', message: 'keys' } as never),
    ],
    ['an error of our own', new TypeError('x is not a function')],
  ])('never takes %s for a decline', (_, error) => {
    expect(thrownBy(error)).toBe('payment_outcome_unknown');
  });

  it.each([
    [4_001, 5],
    [1, 1],
    [undefined, 1],
  ])('passes a wait of %p ms on as %i s', (retryAfterMs, seconds) => {
    const { headers } = problemOf(failed('breaker_open', 'not_sent', retryAfterMs));
    expect(headers).toEqual({ 'retry-after': String(seconds) });
  });

  it('blames the deadline, not Stripe, when the caller left no time to ask', () => {
    expect(thrownBy(failed('deadline', 'not_sent'))).toBe('not executed: deadline_exceeded');
  });
});

describe('refundOutcomeOfError', () => {
  it.each([
    ['charge_disputed', 'charge_disputed'],
    ['', 'refused_by_provider'],
    [undefined, 'refused_by_provider'],
  ])('takes a refused request as failed, with its code %p', (code, failureCode) => {
    const outcome = { kind: 'failed', providerRefundId: null, failureCode };
    expect(refundOutcomeOfError(refusal(400, code === undefined ? {} : { code }), false)).toEqual(outcome);
  });

  it('leaves the refund open when a refusal follows an attempt that is in doubt', () => {
    const outcome = (error: unknown): { kind: string } => refundOutcomeOfError(error, true);
    expect(thrownBy(refusal(400, { code: 'charge_already_refunded' }), outcome)).toBe(
      'refund_outcome_unknown',
    );
  });

  it.each([
    ['a refused connection', failed('connect_failed', 'not_sent')],
    ['a breaker that is open', failed('breaker_open', 'not_sent')],
    ['a timeout', failed('timeout', 'unknown')],
    [
      'a rate limit',
      new errors.StripeRateLimitError({ type: 'rate_limit_error', message: 'slow down' } as never),
    ],
    [
      'a wrong API key',
      new errors.StripeAuthenticationError({ type: 'authentication_error', message: 'no' } as never),
    ],
    [
      'an idempotency error',
      new errors.StripeIdempotencyError({ type: 'idempotency_error', message: 'keys' } as never),
    ],
    ['a 5xx', new errors.StripeAPIError({ type: 'api_error', message: 'oops' })],
  ])('leaves the refund open after %s', (_, error) => {
    expect(thrownBy(error, refundOutcomeOfError)).toBe('refund_outcome_unknown');
  });
});
