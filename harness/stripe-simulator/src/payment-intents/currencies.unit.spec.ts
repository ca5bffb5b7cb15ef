import { describe, expect, it } from '@jest/globals';
import { formatAmount, requireMaximum, requireMinimum, supportedCurrency } from './currencies.ts';

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

  it('keeps amounts between the minimum of the currency and eight digits', () => {
    expect(() => requireMinimum(49, 'usd')).toThrow('Amount must be at least $0.50 usd');
    expect(() => requireMinimum(50, 'usd')).not.toThrow();
    expect(() => requireMinimum(30, 'gbp')).not.toThrow();
    expect(() => requireMaximum(100_000_000, 'usd')).toThrow('Amount must be no more than $999,999.99');
    expect(() => requireMaximum(99_999_999, 'usd')).not.toThrow();
  });
});
