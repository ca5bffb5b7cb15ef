import { type Stripe } from 'stripe';
import { requireUndisputed } from '../disputes/open-dispute.ts';
import { recordEvent } from '../events/event.recorder.ts';
import { type Answer, type Endpoint, ok, type Scope } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { formatAmount, requireEven } from '../payment-intents/currencies.ts';
import { reviseWarnings } from '../radar/early-fraud-warning.ts';
import { laterEndOf, type NewRefund, refundOf, withReference, withRefunded } from './refund.ts';
import { cancelRefund } from './settle-refund.ts';

const url = '/v1/refunds';
const reasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

interface RefundTarget {
  readonly charge: string | undefined;
  readonly paymentIntent: string | undefined;
}

function create(params: Params): (scope: Scope) => Answer {
  const target = { charge: params.text('charge'), paymentIntent: params.text('payment_intent') };
  if (target.charge === undefined && target.paymentIntent === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const amount = params.integer('amount', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const reason = params.oneOf('reason', reasons);
  const metadata = params.metadata();
  return (scope) => ok(makeRefund(scope, target, { amount, metadata, reason }));
}

/** Refunds the given amount, by default everything left. @throws StripeError */
export function makeRefund(
  scope: Scope,
  target: RefundTarget,
  { amount, ...rest }: Omit<NewRefund, 'amount'> & { readonly amount: number | undefined },
): Stripe.Refund {
  const charge = refundableCharge(scope, target);
  const left = charge.amount_captured - charge.amount_refunded;
  const asked = { amount: amount ?? left, ...rest };
  requireEnoughLeft(charge, asked.amount, left);
  requireEven(asked.amount, charge.currency);
  return refund(scope, charge, refundOf(charge, asked, scope));
}

function refund(scope: Scope, charge: Stripe.Charge, made: Stripe.Refund): Stripe.Refund {
  const { ledger } = scope;
  const refunded = withRefunded(charge, made.amount);
  const known = made.status === 'pending' ? made : withReference(made);
  ledger.charges.replace(refunded);
  ledger.refunds.insert(known, scope);
  recordEvent(scope, 'refund.created', made);
  recordEvent(scope, 'charge.refunded', refunded, {
    amount_refunded: charge.amount_refunded,
    refunded: charge.refunded,
  });
  if (known !== made) {
    recordEvent(scope, 'refund.updated', known, {
      destination_details: made.destination_details ?? { type: 'card' },
    });
  }
  const end = laterEndOf(charge);
  if (end !== undefined) ledger.dues.scheduleAfterDelay('refund', made.id, end, scope.at);
  reviseWarnings(scope, charge.id);
  return known;
}

function refundableCharge({ ledger }: Scope, target: RefundTarget): Stripe.Charge {
  const intent =
    target.paymentIntent === undefined ? undefined : ledger.paymentIntents.find(target.paymentIntent);
  if (target.paymentIntent !== undefined && intent === undefined) {
    throw noSuch('payment_intent', target.paymentIntent, 'payment_intent');
  }
  const latest = typeof intent?.latest_charge === 'string' ? intent.latest_charge : undefined;
  const chargeId = target.charge ?? latest;
  const charge = chargeId === undefined ? undefined : ledger.charges.find(chargeId);
  if (target.charge !== undefined && charge === undefined) throw noSuch('charge', target.charge, 'charge');
  if (intent !== undefined && charge !== undefined && charge.payment_intent !== intent.id) {
    throw invalidRequest(`Charge ${charge.id} does not belong to PaymentIntent ${intent.id}.`, {
      param: 'charge',
    });
  }
  if (charge?.status === 'succeeded' && charge.captured) {
    requireUndisputed(ledger, charge);
    return charge;
  }
  const id = intent?.id ?? (typeof charge?.payment_intent === 'string' ? charge.payment_intent : '');
  throw invalidRequest(`This PaymentIntent (${id}) does not have a successful charge to refund.`);
}

function requireEnoughLeft(charge: Stripe.Charge, amount: number, left: number): void {
  if (left === 0) {
    const message = `Charge ${charge.id} has already been refunded.`;
    throw invalidRequest(message, { code: 'charge_already_refunded' });
  }
  if (amount <= left) return;
  const [asked, available] = [formatAmount(amount, charge.currency), formatAmount(left, charge.currency)];
  throw invalidRequest(
    `Refund amount (${asked}) is greater than unrefunded amount on charge (${available})`,
    {
      param: 'amount',
    },
  );
}

function list(params: Params): (scope: Scope) => Answer {
  const request = listRequest(params);
  const conditions = [
    ...createdConditions(params),
    ...equals('charge', params.text('charge')),
    ...equals('payment_intent', params.text('payment_intent')),
  ];
  return ({ ledger }) => ok(listOf(ledger.refunds, conditions, request, url));
}

function existing({ ledger }: Scope, id: string): Stripe.Refund {
  const found = ledger.refunds.find(id);
  if (found === undefined) throw noSuch('refund', id, 'id', 404);
  return found;
}

/** Only metadata can change. */
function update(params: Params, id: string): (scope: Scope) => Answer {
  const metadata = params.metadataChanges();
  return (scope) => {
    const before = existing(scope, id);
    const after: Stripe.Refund = { ...before, metadata: metadata(before.metadata ?? {}) };
    scope.ledger.refunds.replace(after);
    const previous = { metadata: before.metadata };
    recordEvent(scope, 'charge.refund.updated', after, previous);
    recordEvent(scope, 'refund.updated', after, previous);
    return ok(after);
  };
}

/** Stripe cancels only refunds that wait for the customer. */
function cancel(_: Params, id: string): (scope: Scope) => Answer {
  return (scope) => {
    const refund = existing(scope, id);
    if (refund.status === 'requires_action') return ok(cancelRefund(scope, refund));
    throw invalidRequest(`A refund with a status of ${String(refund.status)} cannot be canceled.`);
  };
}

export const refundEndpoints: readonly Endpoint[] = [
  { method: 'POST', url, prepare: create },
  { method: 'GET', url, prepare: list },
  { method: 'GET', url: `${url}/:id`, prepare: (_, id) => (scope) => ok(existing(scope, id)) },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'POST', url: `${url}/:id/cancel`, prepare: cancel },
];
