import { httpUrl, readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

export const storefrontSettings = z.object({
  ...serviceSettings,
  /** The origin of checkout, with the APIs of the shop. */
  CHECKOUT_URL: httpUrl,
  /** The script that shows the payment form: Stripe.js, or the stand-in of a local Stripe. */
  STRIPE_JS_URL: httpUrl,
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_/, 'must be a publishable key, which begins with pk_'),
  /** The control API of a failure lab; needs the build with the lab. */
  LAB_URL: httpUrl.optional(),
});

export type StorefrontConfig = Readonly<z.output<typeof storefrontSettings>>;

export function readStorefrontConfig(environment: NodeJS.ProcessEnv): StorefrontConfig {
  return readConfig('storefront', storefrontSettings, environment);
}
