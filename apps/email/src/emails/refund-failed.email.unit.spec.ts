import { type SendRefundFailed } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { refundFailedEmail } from './refund-failed.email.ts';

const aFailedRefund = (change: Partial<SendRefundFailed> = {}): SendRefundFailed => ({
  version: 1,
  orderId: 'ord_1',
  refundId: 're_1',
  to: 'ada@example.com',
  customerName: 'Ada',
  amount: { amountMinor: 4200, currency: 'usd' },
  wasReturned: true,
  requestedBy: 'customer',
  failedAt: '2026-11-27T15:23:28.484Z',
  ...change,
});

describe('refundFailedEmail', () => {
  it('says first where the money is, then what happens next and what the customer can do', () => {
    const { subject, text } = refundFailedEmail(aFailedRefund());
    expect(subject).toBe('Your refund of $42.00 did not reach you');
    expect(text).toBe(`Hello Ada,

Your bank returned your refund of $42.00 to us. The money is with us, not in your account.

We have it on record: until we refund it, this amount counts as paid. If an earlier email said this refund was on its way, please disregard that one.

We won't send it again automatically, because the card or account may have been closed. You can request the refund again. If that card or account no longer works, contact our team, and we'll find another way to return your money.

Order:  ord_1
Refund: re_1
Amount: $42.00 (not refunded)
Failed: November 27, 2026 at 3:23 PM UTC

You are receiving this email because a refund of an order placed with this address did not go through.
`);
  });

  it('says the same in HTML, and loads and runs nothing', () => {
    const { html } = refundFailedEmail(aFailedRefund());
    for (const said of ['Hello Ada,', 'returned your refund of $42.00', 'ord_1', 're_1', '3:23 PM UTC'])
      expect(html).toContain(said);
    expect(html).not.toMatch(/<script|<img|<link|https?:|url\(/);
  });

  it.each(['text', 'html'] as const)(
    'does not blame the bank in its %s for a refund that it never received',
    (part) => {
      const body = refundFailedEmail(aFailedRefund({ wasReturned: false }))[part];
      expect(body).toContain('Your refund of $42.00 did not go through.');
      expect(body).not.toContain('Your bank returned');
    },
  );

  it('offers another request only for a refund that the customer requested', () => {
    expect(refundFailedEmail(aFailedRefund({ requestedBy: 'shop' })).text).not.toContain(
      'request the refund',
    );
  });

  it.each([
    ['payment_disputed', 'The bank holds the money until it decides.'],
    ['returned_by_bank', 'bank has already taken the money back'],
    ['refused_after_dispute', 'refunds nothing more of this payment'],
    ['nothing_left', 'had already been refunded'],
    ['canceled_by_shop', 'our team canceled it'],
    ['exceeds_remaining', 'another refund was made first'],
  ] as const)('says where the money is if it failed for the reason %s', (failure, said) => {
    const { text, html } = refundFailedEmail(aFailedRefund({ failure, wasReturned: false }));
    expect(text).toContain(said);
    expect(html).toContain(said);
    expect(text).not.toMatch(/We still have the money|request the refund again/);
  });

  it('does not greet by a hostile name', () => {
    const hostile = refundFailedEmail(
      aFailedRefund({ customerName: '<a href="https://evil.example">Win</a>' }),
    );
    expect(hostile).toEqual(refundFailedEmail(aFailedRefund({ customerName: null })));
  });
});
