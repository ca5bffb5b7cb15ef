import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { newId } from '../ledger/object-id.ts';
import { readReturnUrl } from '../payment-intents/return-url.ts';
import { readAddress } from '../payment-methods/address.ts';

/** https://docs.stripe.com/api/confirmation_tokens/object: 12 hours. */
const lifetimeSeconds = 12 * 60 * 60;

/** A token as stored: its PaymentMethod exists already, but only a confirmation reveals its ID. */
export interface StoredToken {
  readonly id: string;
  readonly created: number;
  readonly payment_method: string;
  readonly token: Stripe.ConfirmationToken;
}

export interface NewToken {
  readonly returnUrl: string | undefined;
  readonly setupFutureUsage: 'off_session' | 'on_session' | undefined;
  readonly shipping: Stripe.ConfirmationToken.Shipping | null;
}

export function readNewToken(params: Params): NewToken {
  return {
    returnUrl: readReturnUrl(params),
    setupFutureUsage: params.oneOf('setup_future_usage', ['off_session', 'on_session']),
    shipping: readShipping(params.nested('shipping')),
  };
}

function readShipping(params: Params | undefined): Stripe.ConfirmationToken.Shipping | null {
  if (params === undefined) return null;
  return {
    address: readAddress(params.nested('address')),
    name: params.requiredText('name'),
    phone: params.text('phone') ?? null,
  };
}

export function tokenOf(asked: NewToken, method: Stripe.PaymentMethod, scope: Scope): StoredToken {
  const id = newId('ctoken_1');
  const created = seconds(scope);
  const token: Stripe.ConfirmationToken = {
    id,
    object: 'confirmation_token',
    created,
    expires_at: created + lifetimeSeconds,
    livemode: false,
    mandate_data: null,
    metadata: {},
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: previewOf(method),
    return_url: asked.returnUrl ?? null,
    setup_future_usage: asked.setupFutureUsage ?? null,
    setup_intent: null,
    shipping: asked.shipping,
    use_stripe_sdk: true,
  };
  return { id, created, payment_method: method.id, token };
}

function previewOf(method: Stripe.PaymentMethod): Stripe.ConfirmationToken.PaymentMethodPreview {
  const { type, allow_redisplay, billing_details, card, customer, customer_account, us_bank_account } =
    method;
  return {
    ...(allow_redisplay === undefined ? {} : { allow_redisplay }),
    billing_details,
    ...(card === undefined ? {} : { card }),
    customer,
    customer_account,
    type,
    ...(us_bank_account === undefined ? {} : { us_bank_account }),
  };
}

/** The token, if it can still confirm a payment. @throws StripeError */
export function usableToken(scope: Scope, id: string): StoredToken {
  const param = 'confirmation_token';
  const found = scope.ledger.confirmationTokens.find(id);
  if (found === undefined) throw noSuch('confirmationtoken', id, param);
  const { expires_at: expiry, payment_intent: intent } = found.token;
  if (intent !== null) {
    const message = `The confirmation token ${id} has already been used. You cannot use a confirmation token more than once.`;
    throw invalidRequest(message, { param });
  }
  if (expiry !== null && expiry <= seconds(scope)) {
    throw invalidRequest(`The confirmation token ${id} has expired. Create a new one.`, { param });
  }
  return found;
}

/** Any attempt to confirm uses a token up, declined ones too. */
export function useToken({ ledger }: Scope, stored: StoredToken, intent: string): void {
  const token = { ...stored.token, expires_at: null, payment_intent: intent };
  ledger.confirmationTokens.replace({ ...stored, token });
}
