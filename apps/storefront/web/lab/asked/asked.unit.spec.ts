import { describe, expect, it } from '@jest/globals';
import { type Asked, askedState } from './asked.ts';
import { askedWords, spokenWords } from './words.ts';

const asked: Asked<string> = { target: 'down', at: 1_000, refusal: null };

describe('a press, read back', () => {
  it.each<[string, Asked<string> | null, number, string]>([
    ['before any', null, 1_000, ''],
    ['right after it', asked, 1_000, 'Asked…'],
    ['4 s after it', asked, 5_000, 'Asked…'],
    ['5 s after it', asked, 6_000, 'Asked 5 s ago, not confirmed.'],
    ['when refused', { ...asked, refusal: 'No process is named pay.' }, 9_000, 'No process is named pay.'],
  ])('%s', (_, of, now, sentence) => {
    expect(askedWords(askedState(of, now))).toBe(sentence);
  });
});

describe('what is read aloud after a press', () => {
  it.each<[string, Asked<string> | null, number, string]>([
    ['before any', null, 1_000, ''],
    ['right after it', asked, 1_000, ''],
    ['5 s after it', asked, 6_000, 'Asked, not confirmed so far.'],
    ['9 s after it, the same', asked, 10_000, 'Asked, not confirmed so far.'],
    ['when refused', { ...asked, refusal: 'No process is named pay.' }, 9_000, 'No process is named pay.'],
  ])('%s', (_, of, now, sentence) => {
    expect(spokenWords(askedState(of, now))).toBe(sentence);
  });
});
