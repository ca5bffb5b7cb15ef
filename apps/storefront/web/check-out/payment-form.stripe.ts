import type {
  Appearance,
  Stripe,
  StripeElements,
  StripeElementsOptionsMode,
  StripePaymentElement,
} from '@stripe/stripe-js';
import { type Money } from '@holdfast/checkout-client';
import { pageSettings } from '../page-settings.ts';
import { words } from '../words.ts';

/** 20 s: slower than this, a form is of no use. */
const loadTimeoutMs = 20_000;

let loading: Promise<Stripe> | undefined;

/** Loads Stripe.js, or the stand-in of a local Stripe, once per document. A failed load can be repeated. */
function loadStripe(): Promise<Stripe> {
  loading ??= loadScript().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function loadScript(): Promise<Stripe> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const fail = (reason: string): void => {
      clearTimeout(timer);
      script.remove();
      reject(new Error(`${pageSettings.stripeJsUrl} ${reason}`));
    };
    const timer = setTimeout(() => fail(`did not load within ${loadTimeoutMs} ms`), loadTimeoutMs);
    script.addEventListener('error', () => fail('did not load'));
    script.addEventListener('load', () => {
      clearTimeout(timer);
      if (globalThis.window.Stripe === undefined) fail('is not Stripe.js');
      else resolve(globalThis.window.Stripe(pageSettings.stripePublishableKey));
    });
    script.src = pageSettings.stripeJsUrl;
    document.head.append(script);
  });
}

export type Made =
  | { readonly token: string; readonly problem?: undefined }
  | { readonly token?: undefined; readonly problem: string };

/** The payment element of Stripe.js on this page. */
export class PaymentForm {
  private constructor(
    private readonly stripe: Stripe,
    private readonly elements: StripeElements,
    private readonly element: StripePaymentElement,
    private readonly place: HTMLElement,
  ) {}

  /** @throws if the script or the element does not load */
  static async open(place: HTMLElement, total: Money): Promise<PaymentForm> {
    const stripe = await loadStripe();
    const options: StripeElementsOptionsMode = {
      mode: 'payment',
      ...amountOf(total),
      appearance: look(place),
    };
    const elements = stripe.elements(options);
    const element = elements.create('payment');
    await new Promise<void>((resolve, reject) => {
      element.on('ready', () => resolve());
      element.on('loaderror', ({ error }) => reject(new Error(error.message ?? error.type)));
      element.mount(place);
    });
    return new PaymentForm(stripe, elements, element, place);
  }

  async show(total: Money): Promise<void> {
    await this.elements.update({ ...amountOf(total), appearance: look(this.place) });
  }

  clear(): void {
    this.element.clear();
  }

  focus(): void {
    this.element.focus();
  }

  close(): void {
    this.element.destroy();
  }

  /** The customer's mistake, in the words of the form; undefined if there is none. */
  async problem(): Promise<string | undefined> {
    const { error } = await this.elements.submit();
    return error === undefined ? undefined : (error.message ?? words.checkout.cardMissing);
  }

  /** A ConfirmationToken, which pays once. Needs `problem` before. */
  async makeToken(): Promise<Made> {
    const { confirmationToken, error } = await this.stripe.createConfirmationToken({
      elements: this.elements,
    });
    if (confirmationToken !== undefined) return { token: confirmationToken.id };
    return { problem: error.message ?? words.checkout.cardUnready };
  }
}

const amountOf = ({ amountMinor, currency }: Money) => ({ amount: amountMinor, currency });

/** The colors of this page in their present scheme: the form may be in a frame, without our properties. */
function look(place: HTMLElement): Appearance {
  const probe = document.createElement('span');
  probe.style.transition = 'none';
  place.append(probe);
  const color = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const variables = {
    colorPrimary: color('--accent'),
    colorBackground: color('--sheet'),
    colorText: color('--ink'),
    colorTextSecondary: color('--quiet'),
    colorDanger: color('--broken'),
    inputColorBorder: color('--edge'),
    fontFamily: getComputedStyle(place).fontFamily,
    fontSizeBase: '16px',
    borderRadius: '6px',
    focusOutline: `3px solid ${color('--accent')}`,
  };
  probe.remove();
  return { theme: isDark.matches ? 'night' : 'stripe', variables };
}

export const isDark = matchMedia('(prefers-color-scheme: dark)');
