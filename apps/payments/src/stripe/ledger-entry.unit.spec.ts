import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { chargeOf } from './ledger-entry.ts';

const created = 1_764_000_000;
const anIntent = (over: object): Stripe.PaymentIntent =>
  ({
    id: 'pi_1',
    status: 'canceled',
    amount: 4200,
    currency: 'usd',
    created,
    canceled_at: null,
    last_payment_error: null,
    cancellation_reason: 'abandoned',
    next_action: null,
    metadata: {},
    ...over,
  }) as Stripe.PaymentIntent;
const aMinuteLater = (created + 60) * 1_000;

describe('chargeOf', () => {
  it('counts the age of a canceled intent from its cancellation, because its webhook may be on its way', () => {
    const canceled = chargeOf(anIntent({ canceled_at: created + 58 }), aMinuteLater);
    expect(canceled).toMatchObject({ ageMs: 2_000, createdAt: new Date(created * 1_000) });
  });

  it('counts the age of any other from its creation', () => {
    expect(chargeOf(anIntent({ status: 'processing' }), aMinuteLater).ageMs).toBe(60_000);
  });
});
