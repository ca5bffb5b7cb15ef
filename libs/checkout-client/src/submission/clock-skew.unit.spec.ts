import { describe, expect, it } from '@jest/globals';
import { type ApiResponse } from '../http/api-response.ts';
import { correctedSkewMs } from './clock-skew.ts';

const now = Date.UTC(2026, 0, 15);
const dayMs = 24 * 3_600_000;

const refused = (status: number, code: string, serverNow: number | undefined): ApiResponse => ({
  status,
  json: undefined,
  problem: { status, code },
  isReplay: false,
  retryAfterMs: undefined,
  serverNow,
});

describe('correctedSkewMs', () => {
  it.each([
    [412, 'idempotency_key_expired', 4 * dayMs],
    [400, 'idempotency_key_malformed', -600_000],
    [400, 'idempotency_key_malformed', -60_000],
  ])('after %d %s is how far the server is ahead: %d ms', (status, code, skewMs) => {
    expect(correctedSkewMs(refused(status, code, now + skewMs), now, now)).toBe(skewMs);
  });

  it('ends a correction that a new clock has made wrong', () => {
    const early = refused(400, 'idempotency_key_malformed', now);
    expect(correctedSkewMs(early, now + dayMs, now)).toBe(0);
  });

  it.each([
    ['clocks that agree', refused(412, 'idempotency_key_expired', now + 59_999)],
    ['a server without a Date', refused(412, 'idempotency_key_expired', undefined)],
    ['another refusal', refused(400, 'validation_failed', now + dayMs)],
    ['that code with another status', refused(400, 'idempotency_key_expired', now + dayMs)],
    ['no response', { noResponse: 'timeout', cause: undefined } as const],
  ])('is undefined after %s', (_, received) => expect(correctedSkewMs(received, now, now)).toBeUndefined());

  it('is undefined if the key has the time of the server', () => {
    const expired = refused(412, 'idempotency_key_expired', now + dayMs);
    expect(correctedSkewMs(expired, now + dayMs, now)).toBeUndefined();
  });
});
