import { describe, expect, it } from '@jest/globals';
import { createPaymentSchema, refundPaymentSchema } from './payments.ts';

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

describe('refundPaymentSchema', () => {
  it.each([{}, { amount: { amountMinor: 1, currency: 'usd' } }, { reference: 're_1', requestId: 'a-key' }])(
    'takes %j',
    (refund) => expect(refundPaymentSchema.parse(refund)).toEqual(refund),
  );

  it.each([
    ['an amount of nothing', { amount: { amountMinor: 0, currency: 'usd' } }, 'amount'],
    ['an amount without a currency', { amount: { amountMinor: 1 } }, 'amount.currency'],
    ['an empty reference', { reference: '' }, 'reference'],
    ['a reference that is a text', { reference: 'for Ada\n' }, 'reference'],
    ['unknown members', { reason: 'duplicate' }, ''],
  ])('refuses %s', (_, refund, path) => {
    const issues = refundPaymentSchema.safeParse(refund).error?.issues;
    expect(issues?.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
