import { httpUrl, readConfig, serverSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const origin = httpUrl.refine(
  (url) => new URL(url).href === `${new URL(url).origin}/`,
  'must be an origin without a path, such as http://127.0.0.1:3001',
);

export const storefrontSettings = z.object({
  ...serverSettings,
  /** The origin of checkout, with the API of the shop. */
  CHECKOUT_URL: origin,
  /** The script that shows the payment form: Stripe.js, whose options are a query, or a local stand-in. */
  STRIPE_JS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w+$/, 'must be a publishable key, which begins with pk_test_ or pk_live_'),
  /** Folder of the built pages, relative to `dist`: `web`, or `web-demo` with the failure lab. */
  PAGES: z.string().default('web'),
  /** The control API of a failure lab; needs the pages with the lab. */
  LAB_URL: origin.optional(),
  /** Host names under which browsers may use the lab, besides localhost and loopback addresses. */
  LAB_HOSTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((host) => host.trim().toLowerCase()))
    .transform((hosts) => hosts.filter((host) => host !== '')),
});

export type StorefrontConfig = Readonly<z.output<typeof storefrontSettings>>;

export function readStorefrontConfig(environment: NodeJS.ProcessEnv): StorefrontConfig {
  return readConfig('storefront', storefrontSettings, environment);
}
