import { loopbackUrl, portPlan } from './ports.ts';
import { stripeJsOf } from './real-stripe.ts';
import { type Environment, type EnvironmentInputs } from './service-environment.ts';
import { type StackSettings } from './settings.ts';

type Shop = Pick<StackSettings, 'portBase' | 'storefront'>;

/** The storefront: customers use its address, and it passes their requests on through the shoppers' edge. */
export function storefrontEnvironment(inputs: EnvironmentInputs): Environment {
  const { settings, secrets, wiring } = inputs;
  const ports = portPlan(settings.portBase);
  return {
    CHECKOUT_URL: wiring.url('shopper', 'checkout'),
    // A browser loads it, so it does not pass the lab.
    STRIPE_JS_URL: stripeJsOf(settings.stripe, loopbackUrl(ports.stripeSimulator)),
    STRIPE_PUBLISHABLE_KEY: settings.stripe?.publishableKey ?? secrets.stripePublishableKey,
    ...(settings.failureLab === 'on'
      ? { PAGES: 'web-demo', LAB_URL: loopbackUrl(ports.failureLab) }
      : { PAGES: 'web' }),
  };
}

/** Checkout believes the storefront, and the lab in between, which address a customer has. */
export function checkoutsShop({ portBase, storefront }: Shop): Environment {
  const ports = portPlan(portBase);
  if (storefront === 'off') return { SHOP_URL: loopbackUrl(ports.checkout) };
  return { SHOP_URL: loopbackUrl(ports.storefront), TRUST_PROXY: '127.0.0.1' };
}

/** Emails link to the pages of orders. Without a storefront, only if a SHOP_URL is set for another shop. */
export function emailsShop({ portBase, storefront }: Shop, orderTokenSecrets: string): Environment {
  return {
    ORDER_TOKEN_SECRETS: orderTokenSecrets,
    ...(storefront === 'off' ? {} : { SHOP_URL: loopbackUrl(portPlan(portBase).storefront) }),
  };
}
