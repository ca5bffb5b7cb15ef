import { describe, expect, it } from '@jest/globals';
import { errorBody, noSuch, stripeErrors } from './stripe-error.ts';

describe('errorBody', () => {
  it('links the documentation of its code and the log of its request, in alphabetical order', () => {
    const { detail } = noSuch('payment_intent', 'pi_1', 'intent', 404);
    expect(Object.entries(errorBody(detail, 'req_1', 1_700_000_000_999).error)).toEqual([
      ['code', 'resource_missing'],
      ['doc_url', 'https://stripe.com/docs/error-codes/resource-missing'],
      ['message', "No such payment_intent: 'pi_1'"],
      ['param', 'intent'],
      ['request_log_url', 'https://dashboard.stripe.com/test/logs/req_1?t=1700000000'],
      ['type', 'invalid_request_error'],
    ]);
  });

  it('links no documentation without a code', () => {
    expect(errorBody(stripeErrors.keyMissing().detail, 'req_1', 0).error).not.toHaveProperty('doc_url');
  });
});

describe('stripeErrors', () => {
  it('asks for a retry if a key is in use, but not if it was used for another request', () => {
    const inUse = stripeErrors.idempotencyKeyInUse('k');
    expect([inUse.status, inUse.detail.code, inUse.headers]).toEqual([
      409,
      'idempotency_key_in_use',
      { 'Stripe-Should-Retry': 'true' },
    ]);
    const other = stripeErrors.idempotencyOtherParameters('k');
    expect([other.status, other.detail.type]).toEqual([400, 'idempotency_error']);
  });
});
