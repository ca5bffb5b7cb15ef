import { describe, expect, it } from '@jest/globals';
import { failureOf } from './refund.ts';

describe('failureOf', () => {
  it.each([
    ['charge_for_pending_refund_disputed', 'payment_disputed'],
    ['charge_already_refunded', 'nothing_left'],
    ['merchant_request', 'canceled_by_shop'],
    ['canceled', 'canceled_by_shop'],
    ['lost_or_stolen_card', undefined],
    [null, undefined],
  ] as const)('shows customers a failure with the code %s as %s', (failureCode, failure) => {
    expect(failureOf({ status: 'failed', failureCode })).toBe(failure);
  });

  it('is undefined for a refund that did not fail', () => {
    expect(failureOf({ status: 'pending', failureCode: 'merchant_request' })).toBeUndefined();
  });
});
