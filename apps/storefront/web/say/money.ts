import { type Money } from '@holdfast/checkout-client';
import { minorDigits, shownDigits } from '@holdfast/contracts/currencies';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, digits: number): Intl.NumberFormat {
  const name = `${currency} ${digits}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(name, made);
  return made;
}

/** `$42.00` from minor units, as in emails and histories. */
export function moneyText({ amountMinor, currency }: Money): string {
  const unit = 10 ** minorDigits(currency);
  const digits = amountMinor % unit === 0 ? shownDigits(currency) : minorDigits(currency);
  return formatOf(currency, digits).format(amountMinor / unit);
}
