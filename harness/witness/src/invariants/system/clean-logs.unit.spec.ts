import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aResponse } from '../evidence.fixture.ts';

const token = 'a'.repeat(43);
const key = '0123456789abcdef';
const logged = (line: string) => ({
  logs: { checkout: `{"level":"info","msg":"started"}\n${line}\n{"level":"info"}\n`, email: '' },
  secrets: [key],
});
const sentBy = (name: string) => JSON.stringify({ customer: { email: 'Ada@shoppers.example', name } });
const ledgers = aLedger({ responses: [aResponse({ sent: sentBy('Ada "Zoë" Ng') })] });

describe('32: clean logs', () => {
  it.each([
    ['an order', '{"level":"info","orderId":"ord_1"}'],
    ['an address that is masked', '{"err":"550 (an address) is unknown"}'],
    ['nothing', ''],
  ])('holds for %s', (_, line) => {
    expect(against(32, ledgers, logged(line))).toBe('');
  });

  it.each([
    ["a customer's address", '{"to":"Ada@shoppers.example"}', 'an address: {"to":"(…)"}'],
    ['an address in lower case', '{"key":"limit:ada@shoppers.example"}', 'an address: {"key":"limit:(…)"}'],
    [
      'an address in a URL',
      '{"url":"/orders?of=Ada%40shoppers.example&limit=4"}',
      'an address: {"url":"/orders?of=(…)&limit=4"}',
    ],
    ["a customer's name", '{"msg":"Hello Ada \\"Zoë\\" Ng"}', 'a name: {"msg":"Hello (…)"}'],
    ['a name in a URL', '{"url":"/?q=Ada+%22Zo%C3%AB%22+Ng"}', 'a name: {"url":"/?q=(…)"}'],
    ["an order's token", `{"url":"/orders/ord_1#${token}"}`, 'a secret: {"url":"/orders/ord_1#(…)"}'],
    ["a service's key", `{"headers":{"authorization":"${key}"}}`, 'a secret'],
    ['a payment method', '{"body":"pm_card_visa"}', 'a secret'],
  ])('contradicts %s, and does not repeat it', (_, line, why) => {
    const found = against(32, ledgers, logged(line));
    expect(found).toContain(`checkout logs ${why}`);
    expect(found).not.toMatch(/ada(?:@|%40)|Zo|a{43}|0123456789/i);
  });

  it('takes one word, or few letters, for no full name', () => {
    const named = (name: string) => aLedger({ responses: [aResponse({ sent: sentBy(name) })] });
    for (const name of ['started', 'msg', 'Al Ng', ''])
      expect(against(32, named(name), logged(`{"msg":"Al Ng ${name}"}`))).toBe('');
  });

  it('is not judged without logs', () => {
    expect(against(32, ledgers, {})).toBe('');
  });
});
