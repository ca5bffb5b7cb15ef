import { type Stripe } from 'stripe';
import { type StoredToken, usableToken } from '../confirmation-tokens/confirmation-token.ts';
import { readTransferMethod } from '../customers/transfer-method.ts';
import { type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import {
  makePaymentMethod,
  readNewPaymentMethod,
  refuseBoth,
} from '../payment-methods/new-payment-method.ts';
import { takePaymentMethod } from '../payment-methods/payment-method.ts';
import { type ConfirmOptions } from './confirm-options.ts';

interface PaymentSource {
  readonly id: string | undefined;
  readonly make: ((scope: Scope) => Stripe.PaymentMethod) | undefined;
  readonly confirmationToken: string | undefined;
}

/** The PaymentMethod for a payment; undefined fields if the request names none. */
export interface Payer {
  readonly method: Stripe.PaymentMethod | undefined;
  readonly token: StoredToken | undefined;
}

export function readPaymentSource(params: Params): PaymentSource {
  const id = params.text('payment_method');
  const data = params.nested('payment_method_data');
  if (id !== undefined && data !== undefined) throw refuseBoth('payment_method', 'payment_method_data');
  const make = data === undefined ? undefined : readDescribed(params, data);
  return { id, make, confirmationToken: params.text('confirmation_token') };
}

function readDescribed(params: Params, data: Params): PaymentSource['make'] {
  if (data.text('type') === 'customer_balance') return readTransferMethod(params);
  const described = readNewPaymentMethod(data);
  return (scope) => makePaymentMethod(described, scope);
}

/** As at Stripe, the request's own PaymentMethod goes before that of the confirmation token. */
export function payerOf(scope: Scope, source: PaymentSource, attached?: string): Payer {
  const token =
    source.confirmationToken === undefined ? undefined : usableToken(scope, source.confirmationToken);
  if (source.make !== undefined) return { method: source.make(scope), token };
  const id = source.id ?? token?.payment_method ?? attached;
  return { method: id === undefined ? undefined : takePaymentMethod(scope, id), token };
}

/** The request's own options go before those of the token, whose `use_stripe_sdk` is true. */
export function optionsOf(options: ConfirmOptions, { token }: Payer): ConfirmOptions {
  if (token === undefined) return options;
  const { return_url: returnUrl, use_stripe_sdk: useStripeSdk } = token.token;
  return {
    ...options,
    returnUrl: options.returnUrl ?? returnUrl ?? undefined,
    useStripeSdk: options.useStripeSdk ?? useStripeSdk,
  };
}

/** The token's values are written onto the intent. */
export function withTokenOf(intent: Stripe.PaymentIntent, { token }: Payer): Stripe.PaymentIntent {
  if (token === undefined) return intent;
  const { setup_future_usage: usage, shipping } = token.token;
  return {
    ...intent,
    setup_future_usage: intent.setup_future_usage ?? usage,
    shipping: intent.shipping ?? (shipping === null ? null : shippingOf(shipping)),
  };
}

function shippingOf({
  address,
  name,
  phone,
}: Stripe.ConfirmationToken.Shipping): Stripe.PaymentIntent.Shipping {
  return { address, name, phone };
}
