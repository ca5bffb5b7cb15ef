import { describe, expect, it } from '@jest/globals';
import { oneLine, time } from './plain-words.ts';

describe('time', () => {
  it.each([
    [-5, '0.0 s'],
    [3_210, '3.2 s'],
    [41_400, '41 s'],
    [7 * 60_000, '7 min'],
    [5 * 3_600_000, '5 h'],
    [72 * 3_600_000, '3 days'],
  ])('says %d ms as %s', (ms, words) => {
    expect(time(ms)).toBe(words);
  });
});

describe('oneLine', () => {
  it('puts a report of many lines on one, and ends a long one early', () => {
    expect(oneLine('[\n  {\n    "code": 7\n  }\n]')).toBe('[ { "code": 7 } ]');
    expect(oneLine('x'.repeat(1_000))).toHaveLength(300);
  });
});
