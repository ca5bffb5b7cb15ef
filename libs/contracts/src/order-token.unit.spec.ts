import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { newId } from './ids.ts';
import { orderTokenSecrets, OrderTokens } from './order-token.ts';

const first = '5f8a1c3e9b7d2046f1e8a3c5d7b90246';
const second = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const settings = `2026-01-01T00:00:00Z=${first},2026-07-01T00:00:00Z=${second}`;
const orderOf = (time: string): string =>
  `ord_${Date.parse(time).toString(16).padStart(12, '0')}7abc8def0123456789ab`;
const tokensFor = (text: string): OrderTokens => new OrderTokens(orderTokenSecrets.parse(text));
const hmac = (secret: string, orderId: string): string =>
  createHmac('sha256', secret).update(orderId).digest('base64url');

describe('orderTokenSecrets', () => {
  it('reads secrets with their starts, spaces around them and equal signs in them', () => {
    expect(
      orderTokenSecrets.parse(` 2026-01-01T00:00:00Z=${first}== , 2026-07-01T00:00:00Z=${second}`),
    ).toEqual([
      { start: new Date('2026-01-01T00:00:00Z'), secret: `${first}==` },
      { start: new Date('2026-07-01T00:00:00Z'), secret: second },
    ]);
  });

  it.each([
    ['nothing', '', 'START=SECRET'],
    ['a secret without a start', first, 'START=SECRET'],
    ['a start that is not a time', `soon=${first}`, 'START=SECRET'],
    ['a start without a time zone', `2026-01-01T00:00:00=${first}`, 'START=SECRET'],
    ['a comma at the end', `2026-01-01T00:00:00Z=${first},`, 'START=SECRET'],
    ['the newer first', `2026-07-01T00:00:00Z=${first},2026-01-01T00:00:00Z=${second}`, 'oldest first'],
    ['two at one time', `2026-07-01T00:00:00Z=${first},2026-07-01T00:00:00Z=${second}`, 'oldest first'],
    ['a short secret', `2026-01-01T00:00:00Z=${first.slice(1)}`, 'at least 32'],
    ['a secret with a space', `2026-01-01T00:00:00Z=${first.replace('1', ' ')}`, 'at least 32'],
    ['a placeholder', '2026-01-01T00:00:00Z=change-me-change-me-change-me-change', 'placeholder'],
    ['one character over and over', `2026-01-01T00:00:00Z=${'a'.repeat(32)}`, 'placeholder'],
    ['one secret twice', `2026-01-01T00:00:00Z=${first},2026-07-01T00:00:00Z=${first}`, 'one secret twice'],
  ])('refuses %s, without repeating it', (_, text, reason) => {
    const messages = orderTokenSecrets.safeParse(text).error?.issues.map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining(reason)]);
    expect(String(messages)).not.toContain(first.slice(1));
  });
});

describe('OrderTokens', () => {
  it('derives the token with the secret in force when the order was made', () => {
    const tokens = tokensFor(settings);
    for (const [time, secret] of [
      ['2026-06-30T23:59:59.999Z', first],
      ['2026-07-01T00:00:00Z', second],
      ['2026-08-01T00:00:00Z', second],
    ] as const)
      expect(tokens.of(orderOf(time))).toBe(hmac(secret, orderOf(time)));
  });

  it('derives the same token before and after another secret comes into force', () => {
    const orderId = newId('ord');
    const later = new Date(Date.now() + 60_000).toISOString();
    const before = tokensFor(`2020-01-01T00:00:00Z=${first}`);
    expect(tokensFor(`2020-01-01T00:00:00Z=${first},${later}=${second}`).of(orderId)).toBe(
      before.of(orderId),
    );
  });

  it.each([
    ['older than all secrets', orderOf('2025-01-01T00:00:00Z')],
    ['without a time', 'ord_1'],
  ])('derives the tokens of orders %s with the first secret', (_, orderId) => {
    expect(tokensFor(settings).of(orderId)).toBe(hmac(first, orderId));
  });

  it('opens the order with its own token and no other', () => {
    const tokens = tokensFor(settings);
    const [orderId, another] = ['2026-08-01T00:00:00Z', '2026-08-02T00:00:00Z'].map(orderOf) as [
      string,
      string,
    ];
    const token = tokens.of(orderId);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(tokens.opens(orderId, token)).toBe(true);
    for (const wrong of [
      tokens.of(another),
      '',
      'x',
      token.slice(1),
      `${token}A`,
      `${token}=`,
      `${token} `,
      hmac(first, orderId),
    ])
      expect([wrong, tokens.opens(orderId, wrong)]).toEqual([wrong, false]);
  });

  it('does not open with another spelling of the same bytes', () => {
    const orderId = 'ord_1';
    const tokens = tokensFor(settings);
    const token = tokens.of(orderId);
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
    expect(Buffer.from(sibling, 'base64url')).toEqual(Buffer.from(token, 'base64url'));
    expect(tokens.opens(orderId, sibling)).toBe(false);
  });
});
