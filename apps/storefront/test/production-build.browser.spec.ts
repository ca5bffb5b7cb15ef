import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServiceProcess, startService } from '@holdfast/testing';
import { useShop } from './shop/use-shop.ts';

const shopPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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

  it.each([
    ['/', 200],
    ['/cart', 200],
    ['/checkout', 200],
    ['/checkout/waiting', 200],
    ['/orders/ord_019ab0000000000000000000', 200],
    ['/nothing-here', 404],
    ['/lab', 404],
  ])('serves %s with its policy, violates it nowhere, and mentions no lab', async (path, status) => {
    const ada = await shop.customer(path, { origin: storefront.url, fails: status >= 400 });
    const response = await ada.page.reload();
    expect(response?.status()).toBe(status);
    const pays = /^\/(checkout|orders)/.test(path);
    const stripe = shop.stack.stripeUrl;
    expect(response?.headers()).toMatchObject({
      'content-security-policy': pays
        ? shopPolicy
            .replace("script-src 'self'", `script-src 'self' ${stripe}`)
            .replace("connect-src 'self'", `connect-src 'self' ${stripe}`)
        : shopPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': pays ? 'same-origin-allow-popups' : 'same-origin',
      'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
    });
    await ada.heading.waitFor();
    await ada.page.waitForLoadState('load');
    expect(await ada.page.content()).not.toMatch(/lab(?!el)/i);
    expect(await ada.page.title()).toMatch(/ – Holdfast$/);
  });

  it('has no lab behind its address', async () => {
    for (const path of ['/lab/api/stack', '/lab/api/edges'])
      expect((await fetch(storefront.url + path)).status).toBe(404);
  });
});
