import { type SendExtraCharge } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { extraChargeEmail, extraChargeRefundFailedEmail } from './extra-charge.email.ts';

const aJob = (why: SendExtraCharge['why']): SendExtraCharge => ({
  version: 1,
  orderId: 'ord_1',
  paymentId: 'pay_1',
  to: 'ada@example.com',
  customerName: 'Ada',
  amount: { amountMinor: 4200, currency: 'usd' },
  why,
});

describe('extraChargeEmail', () => {
  it('corrects what was said before, and says what follows', () => {
    const { subject, text, html } = extraChargeEmail(aJob('order_failed'));
    expect(subject).toBe('Your payment of $42.00 went through late');
    expect(text).toBe(`Hello Ada,

Your payment of $42.00 went through after your order had failed. Your order will not be fulfilled, and we are refunding the payment in full.

If an earlier message said otherwise, please disregard it. Banks usually take five to ten business days; some remove the original charge instead of showing a refund.

There's nothing you need to do. Your order shows when the refund is made.

Order:  ord_1
Amount: $42.00 (being refunded)

You are receiving this email because an order was placed with this address.
`);
    for (const said of ['Hello Ada,', 'went through after your order had failed', 'ord_1'])
      expect(html).toContain(said);
  });

  it('says that a second payment is refunded, and not that the order failed', () => {
    const { subject, text } = extraChargeEmail(aJob('order_paid_otherwise'));
    expect(subject).toBe('A second payment of $42.00 went through');
    expect(text).toContain('We are refunding the second payment in full.');
    expect(text).not.toMatch(/failed|nothing was charged/);
  });
});

describe('extraChargeRefundFailedEmail', () => {
  it('corrects the promise of a refund, without a reason that may be untrue', () => {
    const { subject, text } = extraChargeRefundFailedEmail(aJob('order_failed'), 'https://shop.example/o');
    expect(subject).toBe('The extra payment of $42.00 is not refunded yet');
    expect(text).toContain(
      'We could not refund the extra payment of $42.00 for your order. Our team is looking into it.',
    );
    expect(text).toContain('If an earlier email said that we are refunding it, please disregard that one.');
    expect(text).toContain('See your order: https://shop.example/o');
    expect(text).not.toMatch(/bank|We still have/);
  });
});
