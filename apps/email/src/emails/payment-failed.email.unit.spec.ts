import { type SendPaymentFailed } from '@holdfast/contracts';
import { describe, expect, it } from '@jest/globals';
import { paymentFailedEmail } from './payment-failed.email.ts';

const aDecline = (change: Partial<SendPaymentFailed> = {}): SendPaymentFailed => ({
  version: 1,
  orderId: 'ord_1',
  to: 'ada@example.com',
  customerName: 'Ada',
  total: { amountMinor: 5800, currency: 'usd' },
  declineCode: null,
  ...change,
});

describe('paymentFailedEmail', () => {
  it('names the amount in its subject', () => {
    expect(paymentFailedEmail(aDecline()).subject).toBe('Your payment of $58.00 did not go through');
  });

  it.each(['text', 'html'] as const)(
    'says in its %s that nothing was charged, for which amount, and what to do',
    (part) => {
      const body = paymentFailedEmail(aDecline())[part];
      for (const said of [
        'Hello Ada,',
        'Nothing was charged.',
        '$58.00',
        'ord_1',
        'another payment method',
        'check with your bank',
      ])
        expect(body).toContain(said);
    },
  );

  it('gives the reason if the customer can fix it', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'insufficient_funds' }));
    for (const body of [text, html]) expect(body).toContain('insufficient funds');
  });

  it('suggests to order again and confirm if the payment was not confirmed', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'authentication_required' }));
    for (const body of [text, html]) {
      expect(body).toContain('It was not confirmed in time, or it was refused.');
      expect(body).toContain('Nothing was charged.');
      expect(body).toContain('please order again and confirm the payment when your bank asks');
      expect(body).not.toContain('check with your bank');
    }
  });

  it('does not blame the bank for a payment that the provider refused', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'payment_refused' }));
    for (const body of [text, html]) {
      expect(body).toContain('Nothing was charged.');
      expect(body).toContain('This payment could not be processed.');
      expect(body).not.toMatch(/your bank/i);
    }
  });

  it('does not blame the bank for a payment method that the provider did not accept', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'payment_method_invalid' }));
    for (const body of [text, html]) {
      expect(body).toContain('Nothing was charged.');
      expect(body).toContain('The payment method was not accepted.');
      expect(body).toContain('another payment method');
      expect(body).not.toMatch(/your bank/i);
    }
  });

  it('says that the card was not the problem when the provider refused the shop', () => {
    const { text } = paymentFailedEmail(aDecline({ declineCode: 'refused_by_provider' }));
    expect(text).toContain('Your payment method was not the problem.');
    expect(text).toContain('Nothing was charged.');
    expect(text).not.toMatch(/bank|declined|another payment/);
  });

  it.each(['lost_card', 'stolen_card', 'fraudulent', 'constructor', null])(
    'does not reveal a decline of %s',
    (declineCode) => {
      expect(paymentFailedEmail(aDecline({ declineCode }))).toEqual(
        paymentFailedEmail(aDecline({ declineCode: 'generic_decline' })),
      );
    },
  );
});
