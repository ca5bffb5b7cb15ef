import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServiceProcess, startService } from '@holdfast/testing';
import { useShop } from './shop/use-shop.ts';

const pages: readonly (readonly [path: string, status: number])[] = [
  ['/', 200],
  ['/cart', 200],
  ['/checkout', 200],
  ['/checkout/waiting', 200],
  ['/orders/ord_019ab0000000000000000000', 200],
  ['/nothing-here', 404],
  ['/lab', 404],
];

/** The headers of every page; `stripe` is the origin of Stripe.js on pages that pay. */
function headersOf(path: string, stripe: string): Readonly<Record<string, string>> {
  const pays = /^\/(checkout|orders)/.test(path);
  const own = pays ? `'self' ${stripe}` : "'self'";
  return {
    'content-security-policy': `default-src 'none'; script-src ${own}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src ${own}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': pays ? 'same-origin-allow-popups' : 'same-origin',
    'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
    ...(path.startsWith('/orders') ? { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' } : {}),
  };
}

describe('the production build', () => {
  const shop = useShop();
  let storefront: ServiceProcess;

  beforeAll(async () => {
    storefront = await startService({
      program: 'apps/storefront/dist/main.js',
      env: {
        CHECKOUT_URL: shop.stack.address('checkout through the lab'),
        STRIPE_JS_URL: `${shop.stack.stripeUrl}/endive/stripe.js`,
        STRIPE_PUBLISHABLE_KEY: 'pk_test_of_another_shop',
      },
    });
  });
  afterAll(() => storefront.stop());

  it('shows every page under its policy, which none violates, and mentions no lab', async () => {
    const ada = await shop.customer('/', { origin: storefront.url });
    for (const [path, status] of pages) {
      if (status >= 400) ada.watch.expectFailure(path);
      const response = await ada.page.goto(storefront.url + path);
      expect([path, response?.status()]).toEqual([path, status]);
      expect(response?.headers()).toMatchObject(headersOf(path, shop.stack.stripeUrl));
      await ada.heading.waitFor();
      expect(await ada.page.title()).toMatch(/ – Holdfast$/);
      expect(await ada.page.content()).not.toMatch(/\blab\b/i);
    }
    await ada.checkState('no page at this address');
  });

  it('has no lab behind its address', async () => {
    for (const path of ['/lab/api/stack', '/lab/api/edges'])
      expect((await fetch(storefront.url + path)).status).toBe(404);
  });
});
