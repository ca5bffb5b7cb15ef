import { describe, expect, it } from '@jest/globals';
import { keysWords, nextCheckSentence } from './words.ts';

describe('the keys view in words', () => {
  it.each([
    [null, ''],
    [900, 'Next check now.'],
    [4_200, 'Next check in 4 s.'],
    [241_000, 'Next check in 4 min.'],
  ])('with a check at %j: %s', (at, sentence) => {
    expect(nextCheckSentence(at, 1_000)).toBe(sentence);
  });

  it.each([
    [undefined, 'Unfinished operations'],
    [0, 'Unfinished operations: none'],
    [3, 'Unfinished operations: 3'],
  ])('counts %j', (count, summary) => {
    expect(keysWords.summary(count)).toBe(summary);
  });
});
