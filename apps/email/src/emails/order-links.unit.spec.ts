import { newId, OrderTokens, orderTokenSecrets } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { OrderLinks } from './order-links.ts';
import { type OrderEmail, renderEmail } from './order-email.ts';

const secrets = orderTokenSecrets.parse('2026-01-01T00:00:00Z=5f8a1c3e9b7d2046f1e8a3c5d7b90246');
const orderId = newId('ord');
const url = `https://shop.example/orders/${orderId}#${new OrderTokens(secrets).of(orderId)}`;
const amount = { amountMinor: 4200, currency: 'usd' };
const at = '2026-11-27T10:00:00.000Z';
const job = { version: 1, orderId, to: 'ada@example.com', customerName: 'Ada' } as const;
const refund = { ...job, refundId: newId('re'), amount };

const emails: OrderEmail[] = [
  { kind: 'receipt', job: { ...job, lines: [], total: amount, paidAt: at } },
  { kind: 'payment_failed', job: { ...job, total: amount, declineCode: null } },
  { kind: 'refund', job: { ...refund, refundedAt: at } },
  {
    kind: 'refund_failed',
    job: { ...refund, wasReturned: true, requestedBy: 'customer', failedAt: at },
  },
];

describe('OrderLinks', () => {
  it.each(['https://shop.example', 'https://shop.example/'])(
    'link from %s to the order, with its token behind #',
    (shop) => {
      expect(new OrderLinks(shop, secrets).to(orderId)).toBe(url);
    },
  );
});

describe.each(emails)('an email: $kind', (email) => {
  it('links to the order, in its text and once in its HTML', () => {
    const { text, html } = renderEmail(email, url);
    expect(text).toContain(`See your order: ${url}\n`);
    expect(html.split(`href="${url}"`)).toHaveLength(2);
  });

  it('greets the customer, then begins with a capital letter', () => {
    expect(renderEmail(email, url).text).toMatch(/^Hello[^\n]*,\n\n[A-Z]/);
  });

  it('has no link without a shop', () => {
    const { text, html } = renderEmail(email);
    expect(`${text}${html}`).not.toMatch(/href|See your order|#[\w-]{43}/);
  });

  it('keeps the order ID out of its subject, which notifications show', () => {
    expect(renderEmail(email, url).subject).not.toContain('ord_');
  });
});
