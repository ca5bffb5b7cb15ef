import { randomUUID } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { newId } from '../ledger/object-id.ts';
import { emptyBillingDetails } from '../payment-methods/payment-method.ts';
import { type Decline } from '../payment-methods/declines.ts';

/** How the bank made sure that the customer pays: it asked, or it knew already. */
export type CustomerCheck = 'challenge' | 'frictionless';

/** Always null: parts of Stripe that the simulator does not cover. */
const notSimulated = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  failure_balance_transaction: null,
  on_behalf_of: null,
  receipt_number: null,
  receipt_url: null,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.Charge>;

export function chargeOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline | undefined,
  scope: Pick<Scope, 'at'>,
  check?: CustomerCheck,
): Stripe.Charge {
  const isPaid = decline === undefined;
  return {
    ...notSimulated,
    id: newId('ch_3'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    billing_details: emptyBillingDetails,
    calculated_statement_descriptor: 'HOLDFAST',
    captured: isPaid,
    created: seconds(scope),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    outcome: outcomeOf(decline),
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(intent, method, decline, check),
    radar_options: {},
    receipt_email: intent.receipt_email,
    refunded: false,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: isPaid ? 'succeeded' : 'failed',
  };
}

/** While a bank moves the money. */
export function pendingChargeOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  scope: Pick<Scope, 'at'>,
): Stripe.Charge {
  return { ...chargeOf(intent, method, undefined, scope), paid: false, status: 'pending' };
}

export function settledChargeOf(
  { id, created }: Stripe.Charge,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  failure: Decline | undefined,
): Stripe.Charge {
  return { ...chargeOf(intent, method, failure, { at: created * 1_000 }), id };
}

export function droppedChargeOf(pending: Stripe.Charge): Stripe.Charge {
  return {
    ...pending,
    amount_captured: 0,
    captured: false,
    failure_message: 'The payment was canceled.',
    outcome: null,
    status: 'failed',
  };
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  if (decline === undefined) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 20,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  const isBlocked = decline.isBlockedByRadar === true;
  const reason = decline.declineCode ?? decline.code;
  return {
    advice_code: decline.adviceCode,
    network_advice_code: null,
    network_decline_code: decline.networkDeclineCode ?? null,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : reason,
    risk_level: isBlocked ? 'highest' : 'normal',
    risk_score: isBlocked ? 90 : 20,
    seller_message: sellerMessage(reason, isBlocked),
    type: isBlocked ? 'blocked' : 'issuer_declined',
  };
}

function sellerMessage(reason: string, isBlocked: boolean): string {
  if (isBlocked) return 'Stripe blocked this payment as too risky.';
  if (reason === 'generic_decline') return 'The bank did not return any further details with this decline.';
  return `The bank returned the decline code \`${reason}\`.`;
}

function detailsOf(
  intent: Stripe.PaymentIntent,
  { card, us_bank_account: account }: Stripe.PaymentMethod,
  decline: Decline | undefined,
  check: CustomerCheck | undefined,
): Stripe.Charge.PaymentMethodDetails {
  if (account !== undefined) return { type: 'us_bank_account', us_bank_account: bankDetailsOf(account) };
  if (card === undefined) throw new Error('a charge needs a card or a bank account');
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
