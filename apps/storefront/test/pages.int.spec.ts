import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { script, standIn, storefront, type StorefrontFixture } from './storefront-fixture.ts';

let shop: StorefrontFixture;

beforeAll(async () => {
  shop = await storefront({ CHECKOUT_URL: 'http://127.0.0.1:1' });
});
afterAll(() => shop.close());

const ownOnly =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const { origin } = new URL(standIn);
const paying = ownOnly
  .replace("script-src 'self'", `script-src 'self' ${origin}`)
  .replace("connect-src 'self'", `connect-src 'self' ${origin}`);

describe('a page', () => {
  it.each([
    ['/', 200, 'same-origin', ownOnly, 'no-cache'],
    ['/?from=email', 200, 'same-origin', ownOnly, 'no-cache'],
    ['/cart', 200, 'same-origin', ownOnly, 'no-cache'],
    ['/checkout', 200, 'same-origin-allow-popups', paying, 'no-cache'],
    ['/checkout/waiting', 200, 'same-origin-allow-popups', paying, 'no-cache'],
    ['/orders/ord_1?from=bank', 200, 'same-origin-allow-popups', paying, 'no-store'],
    ['/lab', 404, 'same-origin', ownOnly, 'no-cache'],
    ['/no/such/page', 404, 'same-origin', ownOnly, 'no-cache'],
    ['/index.html', 404, 'same-origin', ownOnly, 'no-cache'],
    ['/docs', 404, 'same-origin', ownOnly, 'no-cache'],
  ])('%s has status %i and its headers, for HEAD too', async (path, status, opener, policy, cache) => {
    const page = await shop.send(path);
    expect(page.status).toBe(status);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cross-origin-opener-policy': opener,
      'cache-control': cache,
      'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers['x-robots-tag']).toBe(cache === 'no-store' ? 'noindex' : undefined);
    expect(page.body.toString()).toContain(`<meta name="stripe-js" content="${standIn}" />`);
    expect(page.body.toString()).toContain(
      '<meta name="stripe-publishable-key" content="pk_test_holdfast" />',
    );
    const head = await shop.send(path, { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([status, 0]);
    expect(head.headers['content-security-policy']).toBe(policy);
    expect(head.headers['content-length']).toBe(String(page.body.length));
  });

  it('that the browser has gets 304, with its headers; an order has no tag', async () => {
    const { etag = '' } = (await shop.send('/')).headers;
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const known = await shop.send('/cart', { headers: { 'if-none-match': tag } });
      expect([known.status, known.body.length]).toEqual([304, 0]);
      expect(known.headers).toMatchObject({
        'content-security-policy': ownOnly,
        'cache-control': 'no-cache',
        etag,
      });
    }
    expect((await shop.send('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const order = await shop.send('/orders/ord_1', { headers: { 'if-none-match': etag } });
    expect([order.status, order.headers.etag]).toEqual([200, undefined]);
  });

  it('takes no other method', async () => {
    const reply = await shop.send('/checkout', { method: 'POST' });
    expect([reply.status, reply.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('is served whatever token the browser sends', async () => {
    const reply = await shop.send('/orders/ord_1', { headers: { authorization: 'Bearer order-token' } });
    expect(reply.status).toBe(200);
  });
});

describe('an asset', () => {
  const immutable = 'public, max-age=31536000, immutable';

  it.each([
    ['br', 'br, gzip', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    [undefined, 'identity', (body: Buffer) => body],
  ])('comes compressed by the build as %s to a browser that accepts %s', async (encoding, accepted, read) => {
    const reply = await shop.send('/assets/index-abc.js', { headers: { 'accept-encoding': accepted } });
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(reply.headers).toMatchObject({ 'cache-control': immutable, vary: 'accept-encoding' });
    expect(reply.headers['content-type']).toMatch('javascript');
    expect(read(reply.body).toString()).toBe(script);
  });

  it('that the build did not compress comes as it is', async () => {
    const reply = await shop.send('/assets/font.woff2', { headers: { 'accept-encoding': 'br' } });
    expect([reply.status, reply.headers['content-encoding'], reply.body.toString()]).toEqual([
      200,
      undefined,
      'font',
    ]);
  });

  it.each(['/assets/', '/assets/gone-abc.js', '/assets/../index.html', '/assets/%2e%2e/index.html'])(
    'that is missing is 404 and never the page (%s)',
    async (path) => {
      const reply = await shop.send(path);
      expect([reply.status, reply.json['code']]).toEqual([404, 'not_found']);
    },
  );
});

it('a storefront whose settings are wrong names each of them and does not start', async () => {
  const settings = {
    CHECKOUT_URL: 'http://127.0.0.1:1/api',
    STRIPE_JS_URL: 'stripe.js',
    STRIPE_PUBLISHABLE_KEY: 'sk_test_1234',
  };
  const start = storefront(settings);
  await expect(start).rejects.toThrow('3 invalid setting(s)');
  await expect(start).rejects.toThrow('CHECKOUT_URL: must be an origin without a path');
  await expect(start).rejects.toThrow('STRIPE_PUBLISHABLE_KEY: must be a publishable key');
  await expect(start).rejects.not.toThrow('sk_test_1234');
});
