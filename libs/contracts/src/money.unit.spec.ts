import { describe, expect, it, jest } from '@jest/globals';
import { addMoney, formatMoney, isSameMoney, type Money, moneySchema, multiplyMoney } from './money.ts';

const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'usd' });

describe('moneySchema', () => {
  it.each([0, 1, 99_999_999])('takes %d minor units', (amountMinor) => {
    expect(moneySchema.parse(usd(amountMinor))).toEqual(usd(amountMinor));
  });

  it.each([-1, 1.5, 100_000_000, NaN, Infinity, '4200', null, undefined, 4200n])(
    'refuses an amount of %p',
    (amountMinor) => {
      expect(moneySchema.safeParse({ amountMinor, currency: 'usd' }).success).toBe(false);
    },
  );

  it.each(['USD', 'us', 'usdt', 'us1', '', 'usd\n', 840, null])('refuses the currency %p', (currency) => {
    expect(moneySchema.safeParse({ amountMinor: 1, currency }).success).toBe(false);
  });

  it('refuses other members', () => {
    expect(moneySchema.safeParse({ ...usd(1), amount: 1 }).success).toBe(false);
  });
});

describe('addMoney', () => {
  it('adds minor units without the errors of floats', () => {
    expect(addMoney(usd(10), usd(20))).toEqual(usd(30));
  });

  it('refuses two currencies', () => {
    expect(() => addMoney(usd(1), { amountMinor: 1, currency: 'eur' })).toThrow(RangeError);
  });

  it('refuses a sum that is not a safe integer', () => {
    expect(() => addMoney(usd(Number.MAX_SAFE_INTEGER), usd(1))).toThrow(RangeError);
  });

  it('leaves its arguments as they are', () => {
    const [a, b] = [Object.freeze(usd(1)), Object.freeze(usd(2))];
    addMoney(a, b);
    expect([a, b]).toEqual([usd(1), usd(2)]);
  });
});

describe('multiplyMoney', () => {
  it.each([
    [2100, 2, 4200],
    [2100, 0, 0],
    [1, 99, 99],
  ])('makes %d times %d %d', (unit, quantity, product) => {
    expect(multiplyMoney(usd(unit), quantity)).toEqual(usd(product));
  });

  it.each([
    [3, 1.5],
    [Number.MAX_SAFE_INTEGER, 2],
    [1, NaN],
  ])('refuses %d times %d', (unit, quantity) => {
    expect(() => multiplyMoney(usd(unit), quantity)).toThrow(RangeError);
  });
});

describe('isSameMoney', () => {
  it.each([
    [usd(1), usd(1), true],
    [usd(1), usd(2), false],
    [usd(1), { amountMinor: 1, currency: 'eur' }, false],
  ])('%j and %j: %p', (a, b, isSame) => expect(isSameMoney(a, b)).toBe(isSame));
});

describe('formatMoney', () => {
  it.each([
    [4200, 'usd', '$42.00'],
    [5, 'usd', '$0.05'],
    [0, 'usd', '$0.00'],
    [123_456_789, 'usd', '$1,234,567.89'],
    [4200, 'eur', '€42.00'],
    [4200, 'jpy', '¥4,200'],
    [4200, 'kwd', 'KWD\u00a04.200'],
    [4200, 'tnd', 'TND\u00a04.200'],
    [500, 'isk', 'ISK\u00a05'],
    [550, 'isk', 'ISK\u00a05.50'],
    [500, 'ugx', 'UGX\u00a05'],
    [17_500, 'huf', 'HUF\u00a0175.00'],
    [80_045, 'twd', 'NT$800.45'],
    [4200, 'xof', 'F\u202fCFA\u00a04,200'],
    [4200, 'krw', '₩4,200'],
    [4200, 'clp', 'CLP\u00a04,200'],
    [4200, 'mga', 'MGA\u00a04,200'],
    [4200, 'idr', 'IDR\u00a042.00'],
    [4200, 'lbp', 'LBP\u00a042.00'],
    [4200, 'iqd', 'IQD\u00a042.00'],
  ])('shows %d %s as %s', (amountMinor, currency, text) => {
    expect(formatMoney({ amountMinor, currency })).toBe(text);
  });

  it('makes one formatter for each currency and number of decimals', () => {
    const made = jest.spyOn(Intl, 'NumberFormat');
    for (const amountMinor of [700, 705, 800, 805]) formatMoney({ amountMinor, currency: 'isk' });
    for (const currency of ['chf', 'chf', 'nok', 'nok']) formatMoney({ amountMinor: 700, currency });
    expect(made.mock.calls.length).toBeLessThanOrEqual(4);
    made.mockRestore();
  });
});
