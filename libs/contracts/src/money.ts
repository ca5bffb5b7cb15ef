import { z } from 'zod';
import { minorDigits, shownDigits } from './currencies.ts';

/**
 * An amount in integer minor units (cents), never a float. The currency is ISO 4217 in lowercase, as at
 * Stripe.
 */
export const moneySchema = z
  .strictObject({
    amountMinor: z.int().min(0).max(99_999_999),
    currency: z.string().regex(/^[a-z]{3}$/, 'must be three lowercase letters'),
  })
  .meta({ id: 'Money', description: 'Integer minor units: 4200 usd is 42 dollars.' });

export type Money = z.infer<typeof moneySchema>;

/** @throws RangeError if the currencies differ or the sum is not a safe integer. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${b.currency} to ${a.currency}`);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** @throws RangeError if the product is not a safe integer. */
export function multiplyMoney(unit: Money, quantity: number): Money {
  return money(unit.amountMinor * quantity, unit.currency);
}

export function isSameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

/** For display: `$42.00`. The decimals are those of Stripe's table of currencies. */
export function formatMoney({ amountMinor, currency }: Money): string {
  const unit = 10 ** minorDigits(currency);
  const isWhole = amountMinor % unit === 0;
  const digits = isWhole ? shownDigits(currency) : minorDigits(currency);
  return formatOf(currency, digits).format(amountMinor / unit);
}

/** Making one takes 50 times as long as using it. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, digits: number): Intl.NumberFormat {
  const name = `${currency} ${digits}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(name, made);
  return made;
}

function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`${amountMinor} is not a safe amount`);
  return { amountMinor, currency };
}
