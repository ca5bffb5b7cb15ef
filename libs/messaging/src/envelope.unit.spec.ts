import { describe, expect, it } from '@jest/globals';
import { isExpired, readEnvelope } from './envelope.ts';

const envelope = {
  messageId: '01936d3e-5b7a-7c3e-9f41-2b8d7c1e0a55',
  traceparent: null,
  payload: { any: ['thing'] },
};

describe('readEnvelope', () => {
  it.each([{}, { expiresAt: null }, { expiresAt: '2026-11-25T10:00:00.000Z' }])(
    'reads what the relay writes, with %j',
    (expiry) => {
      expect(readEnvelope({ ...envelope, ...expiry })).toEqual({ ...envelope, ...expiry });
    },
  );

  it.each([
    null,
    'text',
    {},
    { ...envelope, messageId: '42' },
    { ...envelope, traceparent: 7 },
    { ...envelope, expiresAt: 'tomorrow' },
  ])('takes %j for no envelope', (data) => {
    expect(readEnvelope(data)).toBeUndefined();
  });
});

describe('isExpired', () => {
  const at = Date.parse('2026-11-25T10:00:00.000Z');

  it.each([
    ['2026-11-25T10:00:00.001Z', false],
    ['2026-11-25T10:00:00.000Z', true],
    ['2026-11-25T11:00:00.000+01:00', true],
    [null, false],
    [undefined, false],
  ])('of %s at ten is %s', (expiresAt, expired) => {
    expect(isExpired({ expiresAt }, at)).toBe(expired);
  });
});
