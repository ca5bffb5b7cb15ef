import { describe, expect, it } from '@jest/globals';
import { createPaymentSchema } from './payments.ts';

const aPayment = (members: object = {}) => ({
  orderId: 'ord_1',
  amount: { amountMinor: 4200, currency: 'usd' },
  paymentMethod: 'pm_card_visa',
  ...members,
});

describe('createPaymentSchema', () => {
  it('takes a payment', () => {
    expect(createPaymentSchema.parse(aPayment())).toEqual(aPayment());
  });

  it.each([
    ['an amount of nothing', { amount: { amountMinor: 0, currency: 'usd' } }, 'amount'],
    ['the id of something else', { orderId: 'pay_1' }, 'orderId'],
    ['no payment method', { paymentMethod: undefined }, 'paymentMethod'],
    ['unknown members', { capture: false }, ''],
  ])('refuses %s', (_, members, path) => {
    const issues = createPaymentSchema.safeParse(aPayment(members)).error?.issues;
    expect(issues?.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
