import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.ts';

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    ['1000000', 1_000_000_000],
    ['9'.repeat(400), Infinity],
  ])('reads %p seconds', (header, ms) => expect(retryAfterMs(header)).toBe(ms));

  it.each([undefined, '', '-1', '1.5', '0x10', '1e3', ' 1', 'soon', ['1', '2']])(
    'does not understand %p',
    (header) => {
      expect(retryAfterMs(header)).toBeUndefined();
    },
  );
});
