import { createHash } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { newId } from '../ledger/object-id.ts';
import { type TestBankAccount, testBankAccount } from './test-bank-accounts.ts';
import { type TestCard, testCard } from './test-cards.ts';

export const emptyBillingDetails: Stripe.PaymentMethod.BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

/**
 * The name of a test card creates a new PaymentMethod each time; an ID refers to an earlier one, valid for
 * one payment only.
 */
export function takePaymentMethod(scope: Scope, id: string): Stripe.PaymentMethod {
  const { ledger } = scope;
  const card = testCard(id);
  if (card !== undefined) {
    const made = paymentMethodOf(card, scope);
    ledger.paymentMethods.insert(made, scope);
    return made;
  }
  const account = testBankAccount(id);
  if (account !== undefined) {
    const made = bankAccountOf(account, scope);
    ledger.paymentMethods.insert(made, scope);
    return made;
  }
  const found = ledger.paymentMethods.find(id);
  if (found === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  if (ledger.charges.count(equals('payment_method', id)) === 0) return found;
  throw invalidRequest(
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
      'connected account without Customer attachment, or was detached from a Customer. It may not be used again. To ' +
      'use a PaymentMethod multiple times, you must attach it to a Customer first.',
    { param: 'payment_method' },
  );
}

export function paymentMethodOf(card: TestCard, scope: Scope): Stripe.PaymentMethod {
  return {
    id: newId('pm_1'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: emptyBillingDetails,
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
      country: 'US',
      display_brand: card.brand,
      exp_month: 12,
      exp_year: new Date(scope.at).getUTCFullYear() + 1,
      fingerprint: createHash('sha256')
        .update(card.brand + card.last4)
        .digest('hex')
        .slice(0, 16),
      funding: card.funding,
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: seconds(scope),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}

export function bankAccountOf({ last4 }: TestBankAccount, scope: Scope): Stripe.PaymentMethod {
  return {
    id: newId('pm_1'),
    object: 'payment_method',
    billing_details: emptyBillingDetails,
    created: seconds(scope),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type: 'individual',
      account_type: 'checking',
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: null,
      fingerprint: createHash('sha256').update(`bank${last4}`).digest('hex').slice(0, 16),
      last4,
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: '110000000',
      status_details: null,
    },
  };
}
