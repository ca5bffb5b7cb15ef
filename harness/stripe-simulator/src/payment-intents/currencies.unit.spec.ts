import { describe, expect, it } from '@jest/globals';
import { formatAmount, requireChargeable, supportedCurrency } from './currencies.ts';

describe('currencies', () => {
  it('accepts upper case and refuses unknown currencies', () => {
    expect(supportedCurrency('USD')).toBe('usd');
    expect(() => supportedCurrency('zzz')).toThrow('Invalid currency: zzz');
  });

  it.each([
    [50, 'usd', '$0.50'],
    [50, 'jpy', '¥50'],
    [1_500, 'kwd', 'KWD\u00a01.500'],
  ])('writes %d %s as %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency)).toBe(text);
  });

  it.each([
    [50, 'usd'],
    [99_999_999, 'usd'],
    [30, 'gbp'],
    [50, 'jpy'],
    [5_120, 'kwd'],
    [500, 'isk'],
    [500, 'ugx'],
    [17_555, 'huf'],
    [80_045, 'twd'],
    [1, 'xof'],
    [999_999_999_999, 'idr'],
  ])('takes %d %s', (amount, currency) => {
    expect(() => requireChargeable(amount, currency)).not.toThrow();
  });

  it.each([
    [49, 'usd', 'Amount must be at least $0.50 usd'],
    [100_000_000, 'usd', 'Amount must be no more than $999,999.99'],
    [49, 'jpy', 'Amount must be at least ¥50 jpy'],
    [100_000_000, 'jpy', 'Amount must be no more than ¥99,999,999'],
    [5_124, 'kwd', 'Amounts in kwd must be evenly divisible by 10.'],
    [550, 'isk', 'Amounts in isk must be evenly divisible by 100.'],
    [501, 'ugx', 'Amounts in ugx must be evenly divisible by 100.'],
    [17_499, 'huf', 'Amount must be at least HUF\u00a0175.00 huf'],
    [1_000_000_000_000, 'idr', 'Amount must be no more than IDR\u00a09,999,999,999.99'],
  ])('refuses %d %s', (amount, currency, message) => {
    expect(() => requireChargeable(amount, currency)).toThrow(message);
  });
});
