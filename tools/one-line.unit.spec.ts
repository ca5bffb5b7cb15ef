import { describe, expect, it } from '@jest/globals';
import { oneLine } from './one-line.ts';

describe('oneLine', () => {
  it('puts a multi-line text on one line and truncates a long one', () => {
    expect(oneLine('[\n  {\n    "code": 7\n  }\n]')).toBe('[ { "code": 7 } ]');
    expect(oneLine('x'.repeat(1_000))).toHaveLength(300);
  });
});
