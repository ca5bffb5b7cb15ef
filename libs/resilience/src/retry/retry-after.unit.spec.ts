import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.ts';

const now = Date.UTC(1994, 10, 6, 8, 49, 36);

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['007', 7_000],
    ['120', 120_000],
    ['1000000', 1_000_000_000],
    ['9'.repeat(400), Infinity],
  ])('reads %p as seconds', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 1_000],
    ['Mon, 07 Nov 1994 08:49:36 GMT', 86_400_000],
    ['Sun, 06 Nov 1994 08:49:36 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:35 GMT', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('reads the date %p', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

  it('counts a date from the middle of a second', () => {
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', now + 400)).toBe(600);
  });

  it.each([
    undefined,
    '',
    ' ',
    'abc',
    'soon',
    '-5',
    '-1',
    '+1',
    '1.5',
    '0x10',
    '1e3',
    ' 1',
    '1 ',
    '1\n',
    '1, 2',
    '١',
    'Infinity',
    'Invalid Date',
    '1994-11-06T08:49:37Z',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 +0100',
    'Sun, 06 Nov 1994 08:49:37',
    'Mon, 06 Nov 1994 08:49:37 GMT',
    'Tue, 31 Feb 2026 08:49:37 GMT',
    'Tue, 03 Mar 2026 24:00:00 GMT',
    ['1', '2'],
    ['1'],
    [],
  ])('ignores %p', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });
});
