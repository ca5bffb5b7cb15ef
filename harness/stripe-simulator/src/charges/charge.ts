import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { newId } from '../ledger/object-id.ts';
import { emptyBillingDetails } from '../payment-methods/payment-method.ts';
import { type Decline } from '../payment-methods/declines.ts';
import { type CustomerCheck, detailsOf } from './method-details.ts';

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
    shipping: intent.shipping,
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
