/** Pages that show the payment form may load it; the others load nothing from other origins. */
export type PageKind = 'shop' | 'paying';

const stripe = 'https://js.stripe.com';

/** As Stripe documents: https://docs.stripe.com/security/guide#content-security-policy. */
const stripeSources = {
  'script-src': [stripe, 'https://*.js.stripe.com'],
  // Stripe.js opens frames from changing hosts below its own.
  'frame-src': [stripe, 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  'connect-src': ['https://api.stripe.com'],
};

/** The stand-in of a local Stripe: its script calls its API from the page and opens no frame. */
function standInSources(origin: string) {
  return { 'script-src': [origin], 'connect-src': [origin] };
}

const ofEveryPage: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The headers of a page. `stripeJsUrl` decides which origins a page that pays may load from. */
export function securityHeaders(kind: PageKind, stripeJsUrl: string): Record<string, string> {
  const isPaying = kind === 'paying';
  return {
    'content-security-policy': isPaying ? policyWith(sourcesOf(stripeJsUrl)) : policyWith({}),
    'cross-origin-opener-policy': isPaying ? 'same-origin-allow-popups' : 'same-origin',
    'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function sourcesOf(stripeJsUrl: string): Readonly<Record<string, readonly string[]>> {
  const { origin } = new URL(stripeJsUrl);
  return origin === stripe ? stripeSources : standInSources(origin);
}

function policyWith(sources: Readonly<Record<string, readonly string[]>>): string {
  const directives = new Map(Object.entries(ofEveryPage));
  for (const [name, origins] of Object.entries(sources))
    directives.set(name, [...(directives.get(name) ?? []), ...origins]);
  return [...directives].map(([name, origins]) => `${name} ${origins.join(' ')}`).join('; ');
}
