import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { newPayment, openConfirmation, paymentView, settle } from '../payment/payment.ts';
import { decideIntent } from './intent-decision.ts';
import { stateOf } from './see-through.ts';

const page = 'https://bank.example/confirm';
const back = 'https://shop.example/orders/ord_1';

const anIntent = (over: object): Stripe.PaymentIntent =>
  ({
    id: 'pi_1',
    last_payment_error: null,
    cancellation_reason: null,
    next_action: null,
    ...over,
  }) as Stripe.PaymentIntent;

const wants = (action: object | null): object => ({ status: 'requires_action', next_action: action });
const redirect = (url: string | null, returnUrl: string | null): object => ({
  type: 'redirect_to_url',
  redirect_to_url: { url, return_url: returnUrl },
});
const cancels = { kind: 'unfinished', next: 'cancel' };

describe('decideIntent', () => {
  it.each([
    ['a page that leads back', wants(redirect(page, back)), { kind: 'requires_action', url: page }],
    ['a page that leads nowhere', wants(redirect(page, null)), cancels],
    ['no page', wants(redirect(null, back)), cancels],
    ["Stripe's script", wants({ type: 'use_stripe_sdk', use_stripe_sdk: {} }), cancels],
    ['micro-deposits', wants({ type: 'verify_with_microdeposits' }), cancels],
    ['nothing that is known', wants(null), cancels],
  ])('hands the customer only a page that leads back: %s', (_, intent, decision) => {
    expect(decideIntent(anIntent(intent))).toEqual(decision);
  });

  it.each<[string, object, string, string]>([
    [
      'the customer refused',
      {
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure', type: 'invalid_request_error' },
      },
      'payment_intent_authentication_failure',
      'authentication_required',
    ],
    [
      'the time to confirm was over',
      { status: 'canceled', cancellation_reason: 'abandoned' },
      'abandoned',
      'authentication_required',
    ],
    ...[
      'payment_intent_payment_attempt_expired',
      'payment_method_customer_decline',
      'authentication_not_handled',
    ].map((code): [string, object, string, string] => [
      `the customer did not confirm it in the wallet: ${code}`,
      { status: 'requires_payment_method', last_payment_error: { code, type: 'invalid_request_error' } },
      code,
      'authentication_required',
    ]),
    [
      'it was declined before the shop canceled it',
      {
        status: 'canceled',
        cancellation_reason: 'duplicate',
        last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds', type: 'card_error' },
      },
      'insufficient_funds',
      'insufficient_funds',
    ],
    ...['duplicate', 'fraudulent', 'requested_by_customer', 'automatic', null].map(
      (reason): [string, object, string, string] => [
        `the shop canceled it: ${reason}`,
        { status: 'canceled', cancellation_reason: reason },
        'canceled',
        'payment_refused',
      ],
    ),
  ])(
    'keeps the true code, and customers get a reason that they understand: %s',
    (_, intent, code, reason) => {
      const state = stateOf('pi_1', decideIntent(anIntent(intent)));
      if (typeof state === 'symbol' || (state.kind !== 'declined' && state.kind !== 'refused'))
        throw new Error('it has not failed');
      const pending = newPayment('ord_1', 'checkout', { amountMinor: 4_200, currency: 'usd' }, new Date());
      expect(settle(pending, state)).toMatchObject({ declineCode: reason, provider: { code } });
    },
  );
});

describe('the next action of a payment', () => {
  const waiting = (expiresAt: Date) => ({
    ...newPayment('ord_1', 'checkout', { amountMinor: 4_200, currency: 'usd' }, new Date()),
    confirmation: { url: page, expiresAt: expiresAt.toISOString() },
  });

  it('is the page of the bank until its time is over, and then nothing', () => {
    const end = new Date('2026-12-01T10:00:00Z');
    const payment = waiting(end);
    const at = (now: Date) => paymentView(payment, openConfirmation(payment, now)).nextAction;
    expect(at(new Date(end.getTime() - 1))).toEqual({
      type: 'confirm_with_bank',
      url: page,
      expiresAt: end.toISOString(),
    });
    expect(at(end)).toBeNull();
  });
});
