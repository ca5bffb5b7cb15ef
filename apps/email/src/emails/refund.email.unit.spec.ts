import { type SendRefund } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { refundEmail } from './refund.email.ts';

const aRefund = (change: Partial<SendRefund> = {}): SendRefund => ({
  version: 1,
  orderId: 'ord_1',
  refundId: 're_1',
  to: 'ada@example.com',
  customerName: 'Ada',
  amount: { amountMinor: 4200, currency: 'usd' },
  refundedAt: '2026-11-24T15:23:28.484Z',
  ...change,
});

describe('refundEmail', () => {
  it('names the amount in its subject', () => {
    expect(refundEmail(aRefund()).subject).toBe('Your refund of $42.00');
  });

  it('states in plain text the amount, the arrival and the IDs', () => {
    expect(refundEmail(aRefund()).text).toBe(`Hello Ada,

We have refunded $42.00 for your order. The money will go back to your original payment method. Banks usually take five to ten business days; some remove the original charge instead of showing a refund.

There's nothing you need to do. If the money hasn't arrived after ten business days, check your order: it shows whether your bank returned the refund to us.

Order:    ord_1
Refund:   re_1
Amount:   $42.00
Refunded: November 24, 2026 at 3:23 PM UTC

You are receiving this email because an order placed with this address was refunded.
`);
  });

  it('lists the products that the refund is for', () => {
    const lines = [
      { name: 'Tea', quantity: 1 },
      { name: 'Mug & <b>spoon</b>', quantity: 2 },
    ];
    const { text, html } = refundEmail(aRefund({ lines }));
    expect(text).toContain('Amount:   $42.00\nProduct:  1 × Tea\nProduct:  2 × Mug & <b>spoon</b>\n');
    expect(html).toContain('Mug &amp; &lt;b&gt;spoon&lt;/b&gt;');
  });

  it('says the same in HTML, and loads and runs nothing', () => {
    const { html } = refundEmail(aRefund());
    for (const said of ['Hello Ada,', '$42.00', 'ord_1', 're_1', '3:23 PM UTC', 'business days'])
      expect(html).toContain(said);
    expect(html).not.toMatch(/<script|<img|<link|https?:|url\(/);
  });

  it.each([
    ['jpy', 4200, '¥4,200'],
    ['eur', 4200, '€42.00'],
    ['kwd', 4200, 'KWD 4.200'],
  ])('formats an amount of %s correctly', (currency, amountMinor, said) => {
    const { text } = refundEmail(aRefund({ amount: { amountMinor, currency } }));
    expect(text.replaceAll(/\s/g, ' ')).toContain(said);
  });

  it('does not greet by a hostile name', () => {
    const hostile = refundEmail(aRefund({ customerName: '<a href="https://evil.example">Win</a>' }));
    expect(hostile).toEqual(refundEmail(aRefund({ customerName: null })));
  });
});
