import { createHash } from 'node:crypto';
import { type Stripe } from 'stripe';
import { shopName } from '../account/account.endpoints.ts';
import { formatAmount } from '../payment-intents/currencies.ts';
import { type Challenge } from './challenge.ts';

const style = `
  :root { color-scheme: light dark; --line: light-dark(#8a8f98, #7d838c); --go: light-dark(#1257c7, #8ab4ff); }
  body { max-width: 26rem; margin: 8vh auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
  h1 { font-size: 1.4rem; }
  aside { padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .9rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
  dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
  form { display: grid; gap: .75rem; margin: 1.5rem 0 1rem; }
  button { padding: .7rem; border: 1px solid var(--line); border-radius: .4rem; background: none; color: inherit; font: inherit; cursor: pointer; }
  button[value=confirm] { border-color: var(--go); background: var(--go); color: light-dark(#fff, #10151c); font-weight: 600; }
  a { color: var(--go); }
`;

const brandNames: ReadonlyMap<string, string> = new Map([
  ['visa', 'Visa'],
  ['mastercard', 'Mastercard'],
  ['amex', 'American Express'],
  ['discover', 'Discover'],
  ['diners', 'Diners Club'],
  ['jcb', 'JCB'],
  ['unionpay', 'UnionPay'],
]);

/**
 * `form-action` is left out: browsers would apply it to the shop's address too, to which an answer redirects.
 * A referrer policy of `no-referrer` would make the form's Origin `null`, which is refused.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
    "base-uri 'none'; frame-ancestors 'none'",
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** The bank's question. `closeUrl`: where the customer goes without an answer. */
export function questionPage(
  intent: Stripe.PaymentIntent,
  challenge: Challenge,
  method: Stripe.PaymentMethod | undefined,
  closeUrl: string | undefined,
): string {
  const { brand, last4 } = method?.card ?? {};
  const close =
    closeUrl === undefined
      ? '<p>To leave without an answer, close this page.</p>'
      : `<p><a href="${escaped(closeUrl)}">Close without an answer</a></p>`;
  return page(
    'Confirm this payment',
    `<aside>This page stands in for your bank. It contacts no bank, and no money moves.</aside>
<dl>
  <dt>Shop</dt><dd>${escaped(shopName)}</dd>
  <dt>Amount</dt><dd>${escaped(formatAmount(intent.amount, intent.currency))}</dd>
  <dt>Card</dt><dd>${escaped(`${brandNames.get(brand ?? '') ?? 'Card'} ending in ${last4 ?? '?'}`)}</dd>
</dl>
<form method="post" action="/3d_secure/${escaped(intent.id)}">
  <input type="hidden" name="attempt" value="${escaped(challenge.id)}">
  <button name="answer" value="confirm">Confirm</button>
  <button name="answer" value="refuse">Refuse</button>
</form>
${close}`,
  );
}

export function closedPage(text: string, returnUrl: string | undefined): string {
  const link =
    returnUrl === undefined
      ? '<p>You can close this page.</p>'
      : `<p><a href="${escaped(returnUrl)}">Back to the shop</a></p>`;
  return page('Nothing to confirm', `<p>${escaped(text)}</p>\n${link}`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
