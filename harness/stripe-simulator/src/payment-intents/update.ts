import { type Stripe } from 'stripe';
import { type Answer, ok, type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { requireChargeable, supportedCurrency } from './currencies.ts';
import { existingIntent, unexpectedState } from './existing-intent.ts';
import { readShipping } from './shipping.ts';

const changeable: readonly string[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** Changes a payment before it is taken; only its descriptive parts afterwards. Stripe sends no event. */
export function update(params: Params, id: string): (scope: Scope) => Answer {
  const amount = params.integer('amount', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const currencyText = params.text('currency');
  const currency = currencyText === undefined ? undefined : supportedCurrency(currencyText);
  const description = params.textOrUnset('description');
  const metadata = params.metadataChanges();
  const receiptEmail = params.textOrUnset('receipt_email', { maxLength: 512 });
  const shipping = readShipping(params);
  return (scope) => {
    const before = existingIntent(scope, id);
    const isRepriced = amount !== undefined || currency !== undefined;
    if (isRepriced && !changeable.includes(before.status)) throw tooLate(before);
    const after: Stripe.PaymentIntent = {
      ...before,
      amount: amount ?? before.amount,
      currency: currency ?? before.currency,
      description: description === undefined ? before.description : description,
      metadata: metadata(before.metadata),
      receipt_email: receiptEmail === undefined ? before.receipt_email : receiptEmail,
      shipping: shipping ?? before.shipping,
    };
    if (isRepriced) requireChargeable(after.amount, after.currency);
    scope.ledger.paymentIntents.replace(after);
    scope.ledger.indexMetadata(after);
    return ok(after);
  };
}

function tooLate(intent: Stripe.PaymentIntent): Error {
  return unexpectedState(
    `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}. You may only update ` +
      `the amount of a PaymentIntent with one of the following statuses: ${changeable.join(', ')}.`,
    intent,
  );
}
