import { describe, expect, it } from '@jest/globals';
import { formatMoney } from '@holdfast/contracts';
import { moneyText } from './money.ts';

describe('an amount of money', () => {
  it.each([
    ['usd', '$42.00'],
    ['jpy', '¥4,200'],
    ['kwd', 'KWD\u00a04.200'],
    ['isk', 'ISK\u00a042'],
    ['huf', 'HUF\u00a042.00'],
    ['lbp', 'LBP\u00a042.00'],
  ])('is the same here and in emails: %s', (currency, text) => {
    const money = { amountMinor: 4_200, currency };
    expect([moneyText(money), formatMoney(money)]).toEqual([text, text]);
  });
});
