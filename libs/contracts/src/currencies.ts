/**
 * Stripe's table, unlike ISO 4217's: https://docs.stripe.com/currencies#zero-decimal
 * Other currencies have two decimals.
 */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));
/** Two decimals in amounts, which are always 00: https://docs.stripe.com/currencies#special-cases */
const wholeOnly = new Set(['isk', 'ugx']);

/** The decimals of the minor units in amounts: 2 for usd, 0 for jpy, 3 for kwd. */
export function minorDigits(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** The decimals that a customer sees: as many as the minor units have, none in isk and ugx. */
export function shownDigits(currency: string): 0 | 2 | 3 {
  return wholeOnly.has(currency) ? 0 : minorDigits(currency);
}
