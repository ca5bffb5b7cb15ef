import type {
  ConfirmationToken,
  PaymentIntent,
  Stripe,
  StripeElementsOptionsMode,
  StripeElementsUpdateOptions,
  StripeError,
  StripePaymentElement,
  StripePaymentElementChangeEvent,
} from '@stripe/stripe-js';
import { PaymentElement } from './payment-element.ts';
import { call } from './stripe-api.ts';
import { type TestMethod } from './test-methods.ts';

/** The part of Stripe.js that the stand-in has; Stripe's own has all of it, with the same types. */
export type StandInStripe = Pick<Stripe, 'createConfirmationToken' | 'retrievePaymentIntent'> & {
  elements(options: StripeElementsOptionsMode): StandInElements;
};
export interface StandInElements {
  create(elementType: 'payment'): StandInPaymentElement;
  update(options: Options): Promise<void>;
  submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }>;
}
export interface StandInPaymentElement extends Pick<
  StripePaymentElement,
  'mount' | 'unmount' | 'destroy' | 'focus' | 'blur' | 'clear'
> {
  on(
    eventType: 'ready' | 'focus' | 'blur',
    handler: (event: { elementType: 'payment' }) => unknown,
  ): StandInPaymentElement;
  on(
    eventType: 'change',
    handler: (event: StripePaymentElementChangeEvent) => unknown,
  ): StandInPaymentElement;
  /** Never fires here: the element is part of the script. */
  on(
    eventType: 'loaderror',
    handler: (event: { elementType: 'payment'; error: StripeError }) => unknown,
  ): StandInPaymentElement;
}

type Options = Pick<StripeElementsUpdateOptions, 'amount' | 'currency' | 'appearance'>;

class Elements {
  private element: PaymentElement | undefined;
  /** Set by `submit`: a token can be created only then, as with Stripe's own. */
  submitted: TestMethod | undefined;

  constructor(private options: Options) {
    checkAmount(options.amount);
  }

  create(type: 'payment'): PaymentElement {
    if (type !== 'payment') throw new Error(`The stand-in for Stripe.js has no ${String(type)} element.`);
    if (this.element !== undefined) throw new Error('A payment element was created already.');
    this.element = new PaymentElement(this.options.currency, this.options.appearance);
    return this.element;
  }

  update(options: Options): Promise<void> {
    checkAmount(options.amount);
    this.options = { ...this.options, ...options };
    if (options.currency !== undefined) this.element?.offer(options.currency);
    if (options.appearance !== undefined) this.element?.dress(options.appearance);
    return Promise.resolve();
  }

  submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }> {
    this.submitted = this.element?.demand();
    return Promise.resolve(
      this.submitted === undefined
        ? { error: { type: 'validation_error', message: 'Choose how to pay.' } }
        : { selectedPaymentMethod: this.submitted.type },
    );
  }
}

function checkAmount(amount: number | undefined): void {
  if (amount === undefined || (Number.isInteger(amount) && amount > 0)) return;
  throw new Error(`Invalid value for elements(): amount should be a positive integer, not ${amount}.`);
}

function standIn(key: string): StandInStripe {
  if (!/^pk_test_/.test(key))
    throw new Error('The stand-in for Stripe.js takes a publishable test key: pk_test_…');
  return {
    elements: (options) => new Elements(options) as StandInElements,
    async createConfirmationToken({ elements, params = {} }) {
      const { submitted } = elements as unknown as Elements;
      if (submitted === undefined) {
        const message = 'elements.submit() must be called before stripe.createConfirmationToken().';
        return { error: { type: 'invalid_request_error', message } };
      }
      const data = { ...params.payment_method_data, type: submitted.type, ...submitted.data };
      const form = { ...params, payment_method_data: data };
      const { value, error } = await call<ConfirmationToken>(key, 'POST', 'confirmation_tokens', form);
      return error === undefined ? { confirmationToken: value } : { error };
    },
    async retrievePaymentIntent(clientSecret) {
      const [id = ''] = clientSecret.split('_secret_');
      const path = `payment_intents/${encodeURIComponent(id)}`;
      const { value, error } = await call<PaymentIntent>(key, 'GET', path, { client_secret: clientSecret });
      return error === undefined ? { paymentIntent: value } : { error };
    },
  };
}

Object.assign(globalThis, { Stripe: Object.assign(standIn, { version: 'endive' }) });
