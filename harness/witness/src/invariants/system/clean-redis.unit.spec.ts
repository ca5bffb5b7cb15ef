import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aResponse } from '../evidence.fixture.ts';

const hourMs = 3_600_000;
const sent = JSON.stringify({
  customer: { email: 'Ada@shoppers.example', name: 'Ada Lovelace' },
  paymentMethod: 'pm_usBankAccount_success',
});
const ledgers = aLedger({ responses: [aResponse({ sent })] });
const judged = (key: string, leftMs = hourMs, value = ''): string =>
  against(42, ledgers, { redisEntries: [{ key, leftMs, value }] });

describe('42: entries of Redis', () => {
  it.each<[key: string, leftMs: number]>([
    ['{holdfast:attempts}:checkouts_per_address:127.0.0.1', hourMs],
    ['{holdfast:attempts}:emails_per_recipient:x7Gq', 24 * hourMs],
    ['holdfast:checkout:suggestions:1:cus_1:d1', hourMs],
    ['holdfast:queue-generation', -1],
  ])('may be %s, for %i ms', (key, leftMs) => {
    expect(judged(key, leftMs, '{"products":["prod_tea"]}')).toBe('');
  });

  it.each<[key: string, leftMs: number, says: string]>([
    ['holdfast:checkout:suggestions:1:cus_1:d1', -1, 'never ends'],
    ['holdfast:checkout:suggestions:1:cus_1:d1', hourMs + 1, 'ends only after 3601 s'],
    ['{holdfast:attempts}:checkouts_per_address:127.0.0.1', hourMs + 1, 'ends only after 3601 s'],
    ['{holdfast:attempts}:emails_per_recipient:x7Gq', 24 * hourMs + 1, 'ends only after 86401 s'],
    ['{holdfast:attempts}:emails_per_recipient:x7Gq', -1, 'never ends'],
    ['another', -1, 'never ends'],
  ])('may not be %s, for %i ms', (key, leftMs, says) => {
    expect(judged(key, leftMs)).toBe(`${key} ${says}`);
  });

  it.each([
    ['an address', 'ada@shoppers.example'],
    ['a name', 'ADA LOVELACE'],
    ['a payment method', 'pm_usBankAccount_success'],
    ['a secret', 'a'.repeat(43)],
  ])('contain %s neither in the key nor in the value', (kind, text) => {
    expect(judged(`key:${text}`)).toBe(`key:${text} contains ${kind}`);
    expect(judged('key', hourMs, `{"text":"${text}"}`)).toBe(`key contains ${kind}`);
  });
});
