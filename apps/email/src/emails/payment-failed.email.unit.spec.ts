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
    'says in its %s that nothing was charged, how much it was about, and what to do',
    (part) => {
      const body = paymentFailedEmail(aDecline())[part];
      for (const said of [
        'Hello Ada,',
        'Nothing was charged.',
        '$58.00',
        'ord_1',
        'another card',
        'check with your bank',
      ])
        expect(body).toContain(said);
    },
  );

  it('gives the reason that the customer can mend', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'insufficient_funds' }));
    for (const body of [text, html]) expect(body).toContain('insufficient funds');
  });

  it('says of a payment that cannot be made that nothing was taken, and blames no bank', () => {
    const { text, html } = paymentFailedEmail(aDecline({ declineCode: 'payment_refused' }));
    for (const body of [text, html]) {
      expect(body).toContain('Nothing was taken.');
      expect(body).toContain('This payment cannot be made.');
      expect(body).not.toMatch(/your bank/i);
    }
  });

  it('says that the card was not the cause when the provider refused the shop', () => {
    const { text } = paymentFailedEmail(aDecline({ declineCode: 'refused_by_provider' }));
    expect(text).toContain('Your card was not the cause.');
    expect(text).toContain('Nothing was taken.');
    expect(text).not.toMatch(/bank|declined|another card/);
  });

  it.each(['lost_card', 'stolen_card', 'fraudulent', 'constructor', null])(
    'tells %s apart from no other decline',
    (declineCode) => {
      expect(paymentFailedEmail(aDecline({ declineCode }))).toEqual(
        paymentFailedEmail(aDecline({ declineCode: 'generic_decline' })),
      );
    },
  );
});
