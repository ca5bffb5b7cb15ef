import type {
  ConfirmationToken,
  PaymentIntent,
  Stripe,
  StripeElementsOptionsMode,
  StripeError,
  StripePaymentElement,
  StripePaymentElementChangeEvent,
} from '@stripe/stripe-js';

/** The part of Stripe.js that the stand-in has; Stripe's own has all of it, with the same types. */
export type StandInStripe = Pick<Stripe, 'createConfirmationToken' | 'retrievePaymentIntent'> & {
  elements(options: StripeElementsOptionsMode): StandInElements;
};
export interface StandInElements {
  create(elementType: 'payment'): StandInPaymentElement;
  submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }>;
}
export interface StandInPaymentElement extends Pick<StripePaymentElement, 'mount' | 'unmount' | 'destroy'> {
  on(eventType: 'ready', handler: (event: { elementType: 'payment' }) => unknown): StandInPaymentElement;
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

type Result<T> = { value: T; error?: undefined } | { value?: undefined; error: StripeError };
type Form = { readonly [name: string]: unknown };
interface Choice {
  readonly label: string;
  readonly type: 'card' | 'us_bank_account';
  readonly data: Form;
}

const card = (label: string, token: string): Choice => ({ label, type: 'card', data: { card: { token } } });
const account = (label: string, number: string): Choice => ({
  label,
  type: 'us_bank_account',
  data: {
    us_bank_account: {
      account_holder_type: 'individual',
      routing_number: '110000000',
      account_number: number,
    },
  },
});

const choices: readonly Choice[] = [
  card('A card that pays immediately', 'tok_visa'),
  card('A card whose bank asks you first', 'tok_threeDSecure2Required'),
  card('A card without enough money', 'tok_chargeDeclinedInsufficientFunds'),
  card('A card that has expired', 'tok_chargeDeclinedExpiredCard'),
  card('A card that is declined', 'tok_chargeDeclined'),
  card(
    'A card whose bank asks you first, then declines',
    'tok_authenticationRequiredChargeDeclinedInsufficientFunds',
  ),
  card('A card whose owner disputes the payment later', 'tok_createDispute'),
  account('A bank debit that takes days', '000123456789'),
  account('A bank debit that fails after days', '000222222227'),
];

const style = `
  fieldset { margin: 0; padding: .75rem 1rem; border: 1px solid; border-radius: .4rem; font: inherit; }
  legend { padding: 0 .4rem; font-weight: 600; }
  p { margin: 0 0 .5rem; }
  label { display: flex; gap: .6rem; align-items: baseline; padding: .3rem 0; cursor: pointer; }
  input { accent-color: var(--stripe-color-primary, auto); }
`;

const source =
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

/** Stripe's form encoding: `a[b]=1`. */
function encode(value: unknown, name: string, into: URLSearchParams): URLSearchParams {
  if (value === undefined || value === null) return into;
  if (typeof value !== 'object') into.append(name, `${value as string | number | boolean}`);
  else
    for (const [key, inner] of Object.entries(value))
      encode(inner, name === '' ? key : `${name}[${key}]`, into);
  return into;
}

async function call<T>(key: string, method: 'GET' | 'POST', path: string, form: Form): Promise<Result<T>> {
  const encoded = encode(form, '', new URLSearchParams());
  const url = new URL(`/v1/${path}${method === 'GET' ? `?${encoded}` : ''}`, source);
  try {
    const response = await fetch(url, {
      method,
      credentials: 'omit',
      headers: { Authorization: `Bearer ${key}` },
      ...(method === 'POST' ? { body: encoded } : {}),
    });
    const body = (await response.json()) as T & { error?: StripeError };
    return response.ok ? { value: body } : { error: body.error ?? unreachable() };
  } catch {
    return { error: unreachable() };
  }
}

const unreachable = (): StripeError => ({
  type: 'api_connection_error',
  message: 'The payment service cannot be reached. Please try again.',
});

class PaymentElement {
  private readonly host = document.createElement('div');
  private readonly handlers = new Map<string, ((event: object) => unknown)[]>();
  chosen: Choice | undefined;

  constructor({ currency, appearance }: StripeElementsOptionsMode) {
    const root = this.host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const color = appearance?.variables?.colorPrimary;
    if (color !== undefined) this.host.style.setProperty('--stripe-color-primary', color);
    if (appearance?.theme === 'night') this.host.style.setProperty('color-scheme', 'dark');
    root.append(this.group(choices.filter(({ type }) => type === 'card' || currency === 'usd')));
  }

  mount(place: string | HTMLElement): void {
    const container = typeof place === 'string' ? document.querySelector(place) : place;
    if (container === null)
      throw new Error(`The selector you specified (${place as string}) applies to no element.`);
    container.replaceChildren(this.host);
    queueMicrotask(() => this.emit('ready', { elementType: 'payment' }));
  }

  unmount(): void {
    this.host.remove();
  }

  destroy(): void {
    this.unmount();
    this.handlers.clear();
  }

  on(type: string, handler: (event: object) => unknown): this {
    this.handlers.set(type, [...(this.handlers.get(type) ?? []), handler]);
    return this;
  }

  private group(offered: readonly Choice[]): HTMLElement {
    const fieldset = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = 'Pay with';
    const notice = document.createElement('p');
    notice.textContent = 'This is a demo: choose a test card. No real card is needed, and no money moves.';
    fieldset.append(legend, notice, ...offered.map((choice) => this.option(choice)));
    return fieldset;
  }

  private option(choice: Choice): HTMLElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'payment-method';
    input.addEventListener('change', () => {
      this.chosen = choice;
      const value = { type: choice.type };
      this.emit('change', { elementType: 'payment', collapsed: false, complete: true, empty: false, value });
    });
    label.append(input, choice.label);
    return label;
  }

  private emit(type: string, event: object): void {
    for (const handler of this.handlers.get(type) ?? []) handler(event);
  }
}

class Elements {
  private element: PaymentElement | undefined;
  /** Set by `submit`: a token can be created only then, as with Stripe's own. */
  submitted: Choice | undefined;

  constructor(private readonly options: StripeElementsOptionsMode) {}

  create(type: 'payment'): PaymentElement {
    if (type !== 'payment') throw new Error(`The stand-in for Stripe.js has no ${String(type)} element.`);
    if (this.element !== undefined) throw new Error('A payment element was created already.');
    this.element = new PaymentElement(this.options);
    return this.element;
  }

  submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }> {
    this.submitted = this.element?.chosen;
    return Promise.resolve(
      this.submitted === undefined
        ? { error: { type: 'validation_error', message: 'Choose how to pay.' } }
        : { selectedPaymentMethod: this.submitted.type },
    );
  }
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
