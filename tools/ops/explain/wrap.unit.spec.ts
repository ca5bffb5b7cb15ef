import { describe, expect, it } from '@jest/globals';
import { wrap } from './wrap.ts';

describe('wrap', () => {
  it('fills lines up to the width, and no further', () => {
    expect(wrap('one two three four', 7)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two three four', 10)).toEqual(['one two', 'three four']);
  });

  it('leaves a word whole that is longer than a line', () => {
    expect(wrap('a connect_failed b', 4)).toEqual(['a', 'connect_failed', 'b']);
  });

  it('makes no line of nothing', () => {
    expect(wrap(' ', 10)).toEqual([]);
  });
});
