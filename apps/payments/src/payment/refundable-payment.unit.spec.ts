import { describe, expect, it } from '@jest/globals';
import { newPayment } from './payment.ts';
import { refundablePayment } from './refundable-payment.ts';

const payment = newPayment('ord_1', 'checkout', { amountMinor: 4200, currency: 'usd' }, new Date());

describe('refundablePayment', () => {
  it.each([
    [0, 0, 0, 4200, undefined],
    [1200, 0, 0, 3000, undefined],
    [1200, 1000, 0, 2000, 'open'],
    [1200, 0, 1000, 2000, 'lost'],
    [0, 100, 100, 4000, 'open'],
    [1200, 0, 4200, 0, 'lost'],
  ])('with %d refunded, %d disputed and %d lost, leaves %d', (refunds, open, lost, amountMinor, dispute) => {
    const row = { refundReservedMinor: refunds, disputesOpenMinor: open, disputesLostMinor: lost };
    expect(refundablePayment(payment, row)).toEqual({
      payment,
      left: { amountMinor, currency: 'usd' },
      dispute,
    });
  });
});
