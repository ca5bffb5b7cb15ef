import { describe, expect, it } from '@jest/globals';
import { type PaymentStatus } from '@holdfast/contracts';
import { Problem } from '@holdfast/service-defaults';
import { newPayment } from '../payment/payment.ts';
import { refundableAmount } from './refundable-amount.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

const aPayment = (left: number, status: PaymentStatus = 'succeeded') => ({
  payment: { ...newPayment('ord_1', 'checkout', usd(4200), new Date()), status },
  left: usd(left),
});

const refusalOf = (...asked: Parameters<typeof refundableAmount>): string => {
  try {
    return JSON.stringify(refundableAmount(...asked));
  } catch (error) {
    if (error instanceof Problem) return error.kind.code;
    throw error;
  }
};

describe('refundableAmount', () => {
  it.each([
    [aPayment(4200), undefined, 4200],
    [aPayment(100), undefined, 100],
    [aPayment(100), usd(100), 100],
    [aPayment(100), usd(1), 1],
  ])('is what is asked for, else what is left', (payment, wanted, amountMinor) => {
    expect(refundableAmount(payment, wanted)).toEqual(usd(amountMinor));
  });

  it.each([
    ['a payment that is still open', aPayment(4200, 'pending'), undefined],
    ['a payment that was declined', aPayment(4200, 'failed'), undefined],
    ['a payment of which nothing is left', aPayment(0, 'refunded'), undefined],
  ])('refuses %s', (_, payment, wanted) => {
    expect(refusalOf(payment, wanted)).toBe('payment_not_refundable');
  });

  it.each([100, 0])('refuses more than the %d that are left', (left) => {
    expect(refusalOf(aPayment(left), usd(101))).toBe('refund_exceeds_remaining');
  });

  it('reports another currency as a validation fault', () => {
    expect(refusalOf(aPayment(100), { amountMinor: 1, currency: 'eur' })).toBe('validation_failed');
  });
});
