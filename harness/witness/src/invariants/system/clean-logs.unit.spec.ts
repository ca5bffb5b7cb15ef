import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aResponse } from '../evidence.fixture.ts';

const token = 'a'.repeat(43);
const key = '0123456789abcdef';
const logged = (line: string) => ({
  logs: { checkout: `{"level":"info","msg":"started"}\n${line}\n{"level":"info"}\n`, email: '' },
  secrets: [key],
});
const ledgers = aLedger({ responses: [aResponse()] });

describe('32: clean logs', () => {
  it.each([
    ['an order', '{"level":"info","orderId":"ord_1"}'],
    ['an address that is masked', '{"err":"550 (an address) is unknown"}'],
    ['nothing', ''],
  ])('holds for %s', (_, line) => {
    expect(against(32, ledgers, logged(line))).toBe('');
  });

  it.each([
    ["a customer's address", '{"to":"ada@shoppers.example"}', 'an address: {"to":"(…)"}'],
    ["an order's token", `{"url":"/orders/ord_1#${token}"}`, 'a secret: {"url":"/orders/ord_1#(…)"}'],
    ["a service's key", `{"headers":{"authorization":"${key}"}}`, 'a secret'],
    ['a payment method', '{"body":"pm_card_visa"}', 'a secret'],
  ])('contradicts %s, and does not repeat it', (_, line, why) => {
    const found = against(32, ledgers, logged(line));
    expect(found).toContain(`checkout logs ${why}`);
    expect(found).not.toMatch(/ada@|a{43}|0123456789/);
  });

  it('is not judged without logs', () => {
    expect(against(32, ledgers, {})).toBe('');
  });
});
