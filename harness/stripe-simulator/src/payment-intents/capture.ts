import { type Stripe } from 'stripe';
import { disputeIfTested } from '../disputes/test-methods.ts';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Answer, ok, type Scope, seconds } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest } from '../http/stripe-error.ts';
import { formatAmount, requireEven } from './currencies.ts';
import { existingIntent, unexpectedState } from './existing-intent.ts';
import { idOf } from '../ledger/object-id.ts';

/** An online authorization lasts 7 days: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const authorizedForMs = 7 * 86_400_000;

/** The bank holds the amount until the shop captures it. */
export function authorize(
  origin: EventOrigin,
  intent: Stripe.PaymentIntent,
  approved: Stripe.Charge,
  method: Stripe.PaymentMethod,
): Answer {
  const { ledger } = origin;
  const charge: Stripe.Charge = { ...approved, amount_captured: 0, captured: false };
  const held: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
    status: 'requires_capture',
  };
  ledger.charges.insert(charge, origin);
  ledger.paymentIntents.replace(held);
  const due = { kind: 'authorization', object: intent.id, result: 'expired' } as const;
  ledger.dues.schedule(due, origin.at + authorizedForMs);
  recordEvent(origin, 'charge.succeeded', charge);
  recordEvent(origin, 'payment_intent.amount_capturable_updated', held);
  return ok(held);
}

/** Takes all or a part of the held amount; the rest is released. */
export function capture(params: Params, id: string): (scope: Scope) => Answer {
  const asked = params.integer('amount_to_capture', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const metadata = params.metadataChanges();
  const suffix = params.text('statement_descriptor_suffix', { maxLength: 22 });
  return (scope) => {
    const intent = existingIntent(scope, id);
    if (intent.status !== 'requires_capture') throw notCapturable(intent);
    const amount = asked ?? intent.amount_capturable;
    if (amount > intent.amount_capturable) throw tooMuch(intent, amount);
    requireEven(amount, intent.currency);
    return take(scope, { ...intent, metadata: metadata(intent.metadata) }, amount, suffix);
  };
}

function take(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  amount: number,
  suffix: string | undefined,
): Answer {
  const { ledger } = scope;
  const { charge: held, method } = heldBy(scope, intent);
  const charge: Stripe.Charge = {
    ...held,
    amount_captured: amount,
    captured: true,
    statement_descriptor_suffix: suffix ?? held.statement_descriptor_suffix,
  };
  const paid: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: 0,
    amount_received: amount,
    statement_descriptor_suffix: charge.statement_descriptor_suffix,
    status: 'succeeded',
  };
  ledger.dues.take('authorization', intent.id);
  ledger.charges.replace(charge);
  ledger.paymentIntents.replace(paid);
  ledger.indexMetadata(paid);
  recordEvent(scope, 'charge.captured', charge, { amount_captured: 0, captured: false });
  recordEvent(scope, 'payment_intent.succeeded', paid);
  disputeIfTested(scope, charge, method);
  return ok(paid);
}

function heldBy(
  { ledger }: EventOrigin,
  intent: Stripe.PaymentIntent,
): { charge: Stripe.Charge; method: Stripe.PaymentMethod } {
  const charge = ledger.charges.find(idOf(intent.latest_charge));
  const method = ledger.paymentMethods.find(idOf(intent.payment_method));
  if (charge === undefined || method === undefined) throw new Error(`${intent.id} has lost its charge`);
  return { charge, method };
}

/** The held amount goes back to the customer, as a refund of the charge. */
export function releaseHeld(
  origin: EventOrigin,
  intent: Stripe.PaymentIntent,
  as: 'charge.refunded' | 'charge.expired' = 'charge.refunded',
): void {
  if (intent.status !== 'requires_capture') return;
  const { charge } = heldBy(origin, intent);
  const released: Stripe.Charge = { ...charge, amount_refunded: charge.amount, refunded: true };
  origin.ledger.dues.take('authorization', intent.id);
  origin.ledger.charges.replace(released);
  recordEvent(origin, as, released, { amount_refunded: 0, refunded: false });
}

/** The authorization was not captured in time. */
export function expireAuthorization(origin: EventOrigin, intentId: string): void {
  const intent = origin.ledger.paymentIntents.find(intentId);
  if (intent === undefined) throw new Error(`payment intent ${intentId} is due but has no record`);
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: 0,
    canceled_at: seconds(origin),
    cancellation_reason: 'automatic',
    status: 'canceled',
  };
  releaseHeld(origin, intent, 'charge.expired');
  origin.ledger.paymentIntents.replace(canceled);
  recordEvent(origin, 'payment_intent.canceled', canceled);
}

function notCapturable(intent: Stripe.PaymentIntent): Error {
  return unexpectedState(
    `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one ` +
      'of the following statuses may be captured: requires_capture.',
    intent,
  );
}

function tooMuch({ amount_capturable: capturable, currency }: Stripe.PaymentIntent, amount: number): Error {
  return invalidRequest(
    `The provided amount_to_capture, ${formatAmount(amount, currency)}, is greater than the amount that can be captured, ` +
      `${formatAmount(capturable, currency)}.`,
    { code: 'amount_too_large', param: 'amount_to_capture' },
  );
}
