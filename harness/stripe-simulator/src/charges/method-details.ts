import { randomUUID } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Decline } from '../payment-methods/declines.ts';

/** How the bank made sure that the customer pays: it asked, or it knew already. */
export type CustomerCheck = 'challenge' | 'frictionless';

export function detailsOf(
  intent: Stripe.PaymentIntent,
  { card, sepa_debit: sepa, type, us_bank_account: account }: Stripe.PaymentMethod,
  decline: Decline | undefined,
  check: CustomerCheck | undefined,
): Stripe.Charge.PaymentMethodDetails {
  if (account !== undefined) return { type: 'us_bank_account', us_bank_account: bankDetailsOf(account) };
  if (sepa !== undefined) {
    const { bank_code, branch_code, country, fingerprint, last4 } = sepa;
    return { type, sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate: null } };
  }
  if (card === undefined) return { type };
  return {
    type: 'card',
    card: {
      amount_authorized: decline === undefined ? intent.amount : null,
      authorization_code: null,
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: decline?.code === 'incorrect_cvc' ? 'fail' : 'pass',
      },
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
      regulated_status: card.regulated_status,
      three_d_secure: check === undefined ? null : threeDSecureOf(check),
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function bankDetailsOf(
  account: Stripe.PaymentMethod.UsBankAccount,
): Stripe.Charge.PaymentMethodDetails.UsBankAccount {
  const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = account;
  return {
    account_holder_type,
    account_type,
    bank_name,
    fingerprint,
    last4,
    payment_reference: null,
    routing_number,
  };
}

function threeDSecureOf(check: CustomerCheck): Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure {
  return {
    authentication_flow: check,
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: randomUUID(),
    version: '2.2.0',
  };
}
