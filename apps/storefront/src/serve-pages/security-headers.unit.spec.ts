import { describe, expect, it } from '@jest/globals';
import { securityHeaders } from './security-headers.ts';

const standIn = 'http://127.0.0.1:3005/endive/stripe.js';
const stripe = 'https://js.stripe.com/endive/stripe.js';
const policyOf = (...[kind, url]: Parameters<typeof securityHeaders>): string =>
  securityHeaders(kind, url)['content-security-policy'] ?? '';

describe('securityHeaders', () => {
  it('let a page of the shop load from its own origin only', () => {
    expect(securityHeaders('shop', stripe)).toEqual({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('let a page that pays load what Stripe documents, and open the window of a bank', () => {
    expect(policyOf('paying', stripe)).toBe(
      "default-src 'none'; script-src 'self' https://js.stripe.com https://*.js.stripe.com; style-src 'self'; img-src 'self'; " +
        "font-src 'self'; connect-src 'self' https://api.stripe.com; form-action 'self'; base-uri 'none'; " +
        "frame-ancestors 'none'; frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
    );
    expect(securityHeaders('paying', stripe)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin-allow-popups',
    });
  });

  it("let a page that pays load from the stand-in's one origin, and nothing in a frame", () => {
    expect(policyOf('paying', standIn)).toBe(
      policyOf('shop', standIn)
        .replace("script-src 'self'", "script-src 'self' http://127.0.0.1:3005")
        .replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:3005"),
    );
  });
});
