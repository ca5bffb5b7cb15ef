import { describe, expect, it } from '@jest/globals';
import { type AttemptOutcome } from '@holdfast/resilience';
import { paymentResultIn } from '../order/order.ts';
import { refineAnswer, refundResultFrom, paymentResultFrom } from './payments.client.ts';

const payment = {
  paymentId: 'pay_1',
  orderId: 'ord_1',
  status: 'succeeded',
  amount: { amountMinor: 4200, currency: 'usd' },
  providerPaymentId: 'pi_1',
  createdAt: '2026-01-02T03:04:05.678Z',
};

const problem = (
  status: number,
  code: string,
  more: object = {},
): { status: number; headers: Record<string, string>; body: object } => ({
  status,
  headers: {},
  body: { type: 't', title: 't', status, detail: 'd', instance: '/payments', code, traceId: 'x', ...more },
});

describe('paymentResultFrom', () => {
  it('treats a succeeded payment as paid', () => {
    expect(paymentResultFrom({ status: 201, headers: {}, body: payment })).toEqual({
      kind: 'paid',
      paymentId: 'pay_1',
    });
  });

  it('treats a payment refunded in the meantime as paid', () => {
    const refunded = { ...payment, status: 'refunded' };
    expect(paymentResultFrom({ status: 201, headers: {}, body: refunded }).kind).toBe('paid');
  });

  const asked = (url: string) => ({
    ...payment,
    status: 'pending',
    nextAction: { type: 'confirm_with_bank', url, expiresAt: '2026-01-02T03:19:05.678Z' },
  });

  it('recognizes a payment that its customer must confirm with the bank', () => {
    const body = asked('https://bank.example/confirm');
    expect(paymentResultFrom({ status: 202, headers: {}, body })).toEqual({
      kind: 'requires_action',
      nextAction: body.nextAction,
    });
  });

  it('treats a decline as a decline, with its reason', () => {
    const declined = problem(402, 'card_declined', { paymentId: 'pay_1', declineCode: 'lost_card' });
    expect(paymentResultFrom({ ...declined, headers: {} })).toEqual({
      kind: 'declined',
      paymentId: 'pay_1',
      declineCode: 'generic_decline',
    });
  });

  it('recognizes an invalid payment method', () => {
    const invalid = problem(422, 'payment_method_invalid');
    expect(paymentResultFrom({ ...invalid, headers: {} })).toEqual({
      kind: 'method_invalid',
      paymentId: null,
    });
  });

  it.each([
    [402, 'card_declined', 'insufficient_funds'],
    [402, 'card_declined', 'a_code_of_tomorrow'],
    [422, 'payment_method_invalid', 'payment_method_invalid'],
    [422, 'payment_refused', 'payment_refused'],
    [422, 'refused_by_provider', 'refused_by_provider'],
  ])('means the same as the event of the same payment: %d %s, %s', (status, code, declineCode) => {
    const response = { ...problem(status, code, { paymentId: 'pay_1', declineCode }), headers: {} };
    expect(paymentResultFrom(response)).toEqual(
      paymentResultIn({ status: 'failed', paymentId: 'pay_1', declineCode }),
    );
  });

  it.each([
    ['a 201 without a payment', { status: 201, body: undefined }],
    ['a 201 with a payment still pending', { status: 201, body: { ...payment, status: 'pending' } }],
    ['a 200 instead of a 201', { status: 200, body: payment }],
    ['a confirmation that is a script', { status: 202, body: asked('javascript:alert(1)') }],
    [
      'a confirmation of a payment that ended',
      { status: 202, body: { ...asked('https://b.example'), status: 'failed' } },
    ],
    ['a 402 without our problem body', { status: 402, body: '<html>' }],
    ['a 409 in flight', problem(409, 'idempotency_in_flight')],
    ['a 401', problem(401, 'unauthorized')],
    ['a 404', problem(404, 'not_found')],
    ['a 422 of another kind', problem(422, 'idempotency_key_reused')],
    ['a 503', problem(503, 'payment_outcome_unknown')],
    ['a 500', { status: 500, body: undefined }],
  ])('never treats %s as an outcome', (_, { status, body }) => {
    expect(paymentResultFrom({ status, headers: {}, body }).kind).toBe('uncertain');
  });
});

const refund = {
  refundId: 're_1',
  paymentId: 'pay_1',
  orderId: 'ord_1',
  status: 'succeeded',
  amount: { amountMinor: 4200, currency: 'usd' },
  createdAt: '2026-01-02T03:04:05.678Z',
};

const left = { amountMinor: 0, currency: 'usd' };
const disputed = { left, reason: 'payment_disputed' };
const returned = { left, reason: 'returned_by_bank' };
const failed = (failureCode: string) => ({ refundId: 're_1', failureCode });

describe('refundResultFrom', () => {
  it.each(['succeeded', 'pending'])('recognizes a %s refund', (status) => {
    expect(refundResultFrom({ status: 201, headers: {}, body: { ...refund, status } })).toEqual({
      kind: status,
      paymentRefundId: 're_1',
      amount: refund.amount,
    });
  });

  it.each([
    ['no reason', problem(409, 'payment_not_refundable'), {}],
    ['an open dispute', problem(409, 'payment_not_refundable', disputed), { failure: 'payment_disputed' }],
    ['a lost dispute', problem(409, 'payment_not_refundable', returned), { failure: 'returned_by_bank' }],
    ['nothing left', problem(409, 'payment_not_refundable', { left }), { failure: 'nothing_left' }],
    ['too little left', problem(422, 'refund_exceeds_remaining'), { failure: 'exceeds_remaining' }],
    ['a failure', problem(409, 'refund_failed', failed('lost_or_stolen_card')), { paymentRefundId: 're_1' }],
    ...['merchant_request', 'canceled'].map(
      (code) =>
        [
          `a cancellation (${code})`,
          problem(409, 'refund_failed', failed(code)),
          { paymentRefundId: 're_1', failure: 'canceled_by_shop' },
        ] as const,
    ),
    ...['charge_disputed', 'refund_disputed_payment'].map(
      (code) =>
        [
          `a dispute that Stripe knew first (${code})`,
          problem(409, 'refund_failed', failed(code)),
          { paymentRefundId: 're_1', failure: 'payment_disputed' },
        ] as const,
    ),
  ])('takes a refusal for good as failed: %s', (_, { status, body }, more) => {
    expect(refundResultFrom({ status, headers: {}, body })).toEqual({
      kind: 'failed',
      paymentRefundId: null,
      ...more,
    });
  });

  it.each([
    ['a 201 without a refund', { status: 201, body: undefined }],
    ['a 201 with an unknown status', { status: 201, body: { ...refund, status: 'held' } }],
    ['a 200 instead of a 201', { status: 200, body: refund }],
    ['a 409 in flight', problem(409, 'idempotency_in_flight')],
    ['a 409 without our problem body', { status: 409, body: '<html>' }],
    ['a 401', problem(401, 'unauthorized')],
    ['a 404', problem(404, 'payment_not_found')],
    ['a 422', problem(422, 'idempotency_key_reused')],
    ['a 503', problem(503, 'refund_outcome_unknown')],
    ['a 500', { status: 500, body: undefined }],
  ])('never treats %s as an outcome', (_, { status, body }) => {
    expect(refundResultFrom({ status, headers: {}, body }).kind).toBe('uncertain');
  });
});

describe('refineAnswer', () => {
  const unavailable: AttemptOutcome = {
    cause: 'unavailable',
    breakerSignal: 'failure',
    retry: 'if_replayable',
    mayServeStale: true,
    execution: 'responded',
    retryAfterMs: 1_000,
    pausesCalls: true,
  };
  const afterA503 = (code: string): AttemptOutcome =>
    refineAnswer(unavailable, { ...problem(503, code), headers: {} });

  it.each(['payment_outcome_unknown', 'refund_outcome_unknown', 'idempotency_outcome_in_review'])(
    'treats %s as a success that concerns one operation, so no other customer waits',
    (code) => {
      expect(afterA503(code)).toMatchObject({
        cause: 'one_operation',
        breakerSignal: 'success',
        retry: 'never',
        pausesCalls: false,
      });
    },
  );

  it('treats the end of its own deadline as a timeout, which opens no breaker if the deadline was short', () => {
    const { body } = problem(504, 'deadline_exceeded');
    expect(refineAnswer(unavailable, { status: 504, body, headers: {} })).toEqual({
      ...unavailable,
      cause: 'timeout',
    });
  });

  it.each(['provider_unavailable', 'service_unavailable', 'overloaded'])(
    'treats %s as a failure of payments, and applies its pause to every call',
    (code) => {
      expect(afterA503(code)).toBe(unavailable);
    },
  );
});
