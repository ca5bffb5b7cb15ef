import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { newId, randomText } from '../ledger/object-id.ts';
import { requireChargeable, supportedCurrency } from './currencies.ts';
import { readShipping } from './shipping.ts';

export interface NewPaymentIntent {
  readonly amount: number;
  readonly currency: string;
  readonly automaticPaymentMethods: Stripe.PaymentIntent.AutomaticPaymentMethods | null;
  readonly paymentMethodTypes: readonly string[];
  readonly captureMethod: 'automatic' | 'automatic_async' | 'manual';
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly customer: string | undefined;
  readonly description: string | undefined;
  readonly metadata: Record<string, string>;
  readonly receiptEmail: string | undefined;
  readonly setupFutureUsage: 'off_session' | 'on_session' | undefined;
  readonly shipping: Stripe.PaymentIntent.Shipping | undefined;
  readonly statementDescriptorSuffix: string | undefined;
  readonly threeDSecure: ThreeDSecure | undefined;
}

const captureMethods = ['automatic', 'automatic_async', 'manual'] as const;
const threeDSecureRequests = ['any', 'automatic', 'challenge'] as const;
type ThreeDSecure = (typeof threeDSecureRequests)[number];

export function readNewPaymentIntent(params: Params): NewPaymentIntent {
  const amount = params.requiredInteger('amount', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const currency = supportedCurrency(params.requiredText('currency'));
  requireChargeable(amount, currency);
  return {
    amount,
    currency,
    automaticPaymentMethods: readPaymentMethodTypes(params),
    paymentMethodTypes: params.texts('payment_method_types'),
    captureMethod: params.oneOf('capture_method', captureMethods) ?? 'automatic_async',
    confirmationMethod: params.oneOf('confirmation_method', ['automatic', 'manual']) ?? 'automatic',
    customer: params.text('customer'),
    description: params.text('description'),
    metadata: params.metadata(),
    receiptEmail: params.text('receipt_email', { maxLength: 512 }),
    setupFutureUsage: params.oneOf('setup_future_usage', ['off_session', 'on_session']),
    shipping: readShipping(params),
    statementDescriptorSuffix: params.text('statement_descriptor_suffix', { maxLength: 22 }),
    threeDSecure: readThreeDSecure(params),
  };
}

export function readThreeDSecure(params: Params): ThreeDSecure | undefined {
  const card = params.nested('payment_method_options')?.nested('card');
  return card?.oneOf('request_three_d_secure', threeDSecureRequests);
}

/** The intent as a confirmation asks for it. */
export function withThreeDSecure(
  intent: Stripe.PaymentIntent,
  asked: ThreeDSecure | undefined,
): Stripe.PaymentIntent {
  if (asked === undefined) return intent;
  return { ...intent, payment_method_options: { card: { ...cardOptions, request_three_d_secure: asked } } };
}

const knownTypes: readonly string[] = ['card', 'customer_balance', 'sepa_debit', 'us_bank_account'];

/** Both parameters together are refused, as by Stripe. */
function readPaymentMethodTypes(params: Params): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  const types = params.texts('payment_method_types');
  const automatic = params.nested('automatic_payment_methods');
  if (types.length > 0 && automatic !== undefined) {
    const message =
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.';
    throw params.refusal('payment_method_types', message);
  }
  const unknown = types.find((type) => !knownTypes.includes(type));
  if (unknown !== undefined) {
    const message = `The payment method type "${unknown}" is invalid. Please ensure the provided type is activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features that you are trying to use.`;
    throw params.refusal('payment_method_types', message, 'payment_intent_invalid_parameter');
  }
  const isEnabled = automatic?.flag('enabled');
  const allowRedirects = automatic?.oneOf('allow_redirects', ['always', 'never']) ?? 'always';
  if (types.length > 0 || isEnabled === false) return null;
  return { allow_redirects: allowRedirects, enabled: true };
}

/** Always null: parts of Stripe that the simulator does not cover. */
const notSimulated = {
  allowed_payment_method_types: null,
  application: null,
  application_fee_amount: null,
  customer_account: null,
  excluded_payment_method_types: null,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_record: null,
  processing: null,
  review: null,
  source: null,
  statement_descriptor: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.PaymentIntent>;

const cardOptions = { installments: null, mandate_options: null, network: null };

export function paymentIntentOf(
  asked: NewPaymentIntent,
  paymentMethod: string | null,
  scope: Scope,
): Stripe.PaymentIntent {
  const id = newId('pi_3');
  return {
    ...notSimulated,
    id,
    object: 'payment_intent',
    amount: asked.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    automatic_payment_methods: asked.automaticPaymentMethods,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: asked.captureMethod,
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: asked.confirmationMethod,
    created: seconds(scope),
    currency: asked.currency,
    customer: asked.customer ?? null,
    description: asked.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: asked.metadata,
    payment_method: paymentMethod,
    payment_method_options: {
      card: { ...cardOptions, request_three_d_secure: asked.threeDSecure ?? 'automatic' },
    },
    payment_method_types: asked.paymentMethodTypes.length === 0 ? ['card'] : [...asked.paymentMethodTypes],
    receipt_email: asked.receiptEmail ?? null,
    setup_future_usage: asked.setupFutureUsage ?? null,
    shipping: asked.shipping ?? null,
    statement_descriptor_suffix: asked.statementDescriptorSuffix ?? null,
    status: paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}
