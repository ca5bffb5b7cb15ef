import { invalidRequest } from '../http/stripe-error.ts';

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units. Not listed: 1. */
// prettier-ignore
const minimums: Record<string, number> = {
  usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1_500, dkk: 250, eur: 50, gbp: 30,
  hkd: 400, huf: 17_500, inr: 50, jpy: 50, mxn: 1_000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200,
  sek: 300, sgd: 50, thb: 1_000,
};

const others =
  'afn all amd ang aoa ars awg azn bam bbd bdt bhd bif bmd bnd bob bsd bwp byn bzd cdf clp cny cop crc cve djf dop ' +
  'dzd egp etb fjd fkp gel gip gmd gnf gtq gyd hnl htg idr ils isk jmd jod kes kgs khr kmf krw kwd kyd kzt lak lbp ' +
  'lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mzn nad ngn nio npr omr pab pen pgk php pkr pyg qar rsd rub ' +
  'rwf sar sbd scr shp sle sos srd std szl tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf ' +
  'yer zar zmw';

const supported = new Set([...Object.keys(minimums), ...others.split(' ')]);
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));
/** Amounts with two decimals that are always 00: https://docs.stripe.com/currencies#special-cases */
const wholeOnly = new Set(['isk', 'ugx']);

/** Eight digits; twelve for idr. */
const maximumOf = (currency: string): number => (currency === 'idr' ? 999_999_999_999 : 99_999_999);

export function supportedCurrency(text: string): string {
  const currency = text.toLowerCase();
  if (supported.has(currency)) return currency;
  throw invalidRequest(
    `Invalid currency: ${text}. Stripe currently supports these currencies: ${[...supported].join(', ')}`,
    { param: 'currency' },
  );
}

export function formatAmount(amount: number, currency: string): string {
  const digits = zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

/** @throws StripeError for an amount that Stripe refuses in this currency. */
export function requireChargeable(amount: number, currency: string): void {
  const minimum = minimums[currency] ?? 1;
  if (amount < minimum) {
    throw refusal(
      'amount_too_small',
      `Amount must be at least ${formatAmount(minimum, currency)} ${currency}`,
    );
  }
  const maximum = maximumOf(currency);
  if (amount > maximum) {
    throw refusal('amount_too_large', `Amount must be no more than ${formatAmount(maximum, currency)}`);
  }
  requireEven(amount, currency);
}

/** @throws StripeError for an amount with a last digit that this currency cannot have, in refunds too. */
export function requireEven(amount: number, currency: string): void {
  const step = threeDecimal.has(currency) ? 10 : wholeOnly.has(currency) ? 100 : 1;
  if (amount % step === 0) return;
  throw refusal('invalid_charge_amount', `Amounts in ${currency} must be evenly divisible by ${step}.`);
}

function refusal(code: string, message: string): Error {
  return invalidRequest(message, { code, param: 'amount' });
}
