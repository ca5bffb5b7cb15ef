import { type SendReceipt } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { receiptEmail } from './receipt.email.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

const aReceipt = (change: Partial<SendReceipt> = {}): SendReceipt => ({
  version: 1,
  orderId: 'ord_1',
  to: 'ada@example.com',
  customerName: 'Ada',
  lines: [
    {
      productId: 'prod_tea',
      name: 'Harbor black tea',
      quantity: 2,
      unitPrice: usd(2100),
      lineTotal: usd(4200),
    },
    { productId: 'prod_mug', name: 'Enamel mug', quantity: 1, unitPrice: usd(1600), lineTotal: usd(1600) },
  ],
  total: usd(5800),
  paidAt: '2026-11-24T15:23:28.484Z',
  ...change,
});

describe('receiptEmail', () => {
  it('names the amount in its subject', () => {
    expect(receiptEmail(aReceipt()).subject).toBe('Your receipt for $58.00');
  });

  it('lists lines, total, order and time in plain text', () => {
    expect(receiptEmail(aReceipt()).text).toBe(`Hello Ada,

Thank you for your order. It is paid in full; this is your receipt.

2 x Harbor black tea at $21.00: $42.00
1 x Enamel mug: $16.00

Total: $58.00

Order: ord_1
Paid:  November 24, 2026 at 3:23 PM UTC

You are receiving this email because an order was placed with this address. Please keep this email as your receipt.
`);
  });

  it('says the same in HTML', () => {
    const { html } = receiptEmail(aReceipt());
    for (const text of [
      'Hello Ada,',
      'Harbor black tea',
      '2 &#215; $21.00',
      '$42.00',
      'Enamel mug',
      '$58.00',
      'ord_1',
      '3:23 PM UTC',
    ])
      expect(html).toContain(text);
  });

  it('loads nothing and runs nothing', () => {
    expect(receiptEmail(aReceipt()).html).not.toMatch(/<script|<img|<link|https?:|url\(/);
  });

  it('shows hostile names as text', () => {
    const name = '<script>alert(1)</script><a href="https://evil.example">Win</a>';
    const { lines, ...rest } = aReceipt({ customerName: name });
    const { html, text } = receiptEmail({ ...rest, lines: lines.map((line) => ({ ...line, name })) });
    expect(html).not.toMatch(/<script|<a\s/);
    expect(html).toContain('&lt;script&gt;');
    expect(text).toMatch(/^Hello,\n/);
  });

  it('keeps each product on one line of the plain text', () => {
    const [line] = aReceipt().lines;
    const { text } = receiptEmail(aReceipt({ lines: [{ ...line!, name: 'Tea\r\n\r\nTotal: $0.00' }] }));
    expect(text).toContain('2 x Tea Total: $0.00 at $21.00: $42.00\n');
  });
});
