import { describe, expect, it } from '@jest/globals';
import { parseRetryAfterMs } from './retry-after.ts';

const serverNow = Date.parse('2026-01-15T00:00:00Z');

describe('parseRetryAfterMs', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    ['9'.repeat(400), Infinity],
  ])('reads %p seconds', (header, ms) => expect(parseRetryAfterMs(header, serverNow)).toBe(ms));

  it.each([
    ['Thu, 15 Jan 2026 00:00:07 GMT', 7_000],
    ['Thursday, 15-Jan-26 00:00:07 GMT', 7_000],
    ['Thu, 15 Jan 2026 00:00:00 GMT', 0],
    ['Wed, 14 Jan 2026 23:59:00 GMT', 0],
  ])('reads the date %p', (header, ms) => expect(parseRetryAfterMs(header, serverNow)).toBe(ms));

  it.each([null, '', '-1', '1.5', '0x10', '1e3', ' 1', 'soon', '2026-01-15', 'Thu, 99 Foo 2026 GMT'])(
    'does not understand %p',
    (header) => expect(parseRetryAfterMs(header, serverNow)).toBeUndefined(),
  );
});
