import { describe, expect, it } from '@jest/globals';
import { type PaymentStatus } from '@holdfast/contracts';
import { Problem } from '@holdfast/service-defaults';
import { newPayment } from '../payment/payment.ts';
import { refundableAmount } from './refundable-amount.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

const aPayment = (left: number, status: PaymentStatus = 'succeeded') => ({
  payment: { ...newPayment('ord_1', 'checkout', usd(4200), new Date()), status },
  left: usd(left),
  dispute: undefined,
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

  it.each([
    ['open', 4200, usd(1), 'the bank holds the money until it decides'],
    ['open', 4200, undefined, 'the bank holds the money until it decides'],
    ['lost', 0, undefined, 'bank has taken the money of this payment back'],
    ['lost', 0, usd(1), 'bank has taken the money of this payment back'],
  ] as const)('refuses a payment whose dispute is %s, and says so', (dispute, left, wanted, detail) => {
    const refund = () => refundableAmount({ ...aPayment(left), dispute }, wanted);
    expect(refund).toThrow(detail);
    expect(refusalOf({ ...aPayment(left), dispute }, wanted)).toBe('payment_not_refundable');
  });

  it('is what a partly lost dispute leaves', () => {
    const payment = { ...aPayment(1200), dispute: 'lost' as const };
    expect(refundableAmount(payment)).toEqual(usd(1200));
    expect(refusalOf(payment, usd(1201))).toBe('refund_exceeds_remaining');
  });

  it.each([100, 0])('refuses more than the %d that are left', (left) => {
    expect(refusalOf(aPayment(left), usd(101))).toBe('refund_exceeds_remaining');
  });

  it('reports another currency as a validation fault', () => {
    expect(refusalOf(aPayment(100), { amountMinor: 1, currency: 'eur' })).toBe('validation_failed');
  });
});
