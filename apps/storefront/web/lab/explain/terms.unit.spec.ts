import { describe, expect, it } from '@jest/globals';
import { piecesOf, terms } from './terms.ts';

const joined = (text: string): string =>
  piecesOf(text)
    .map((piece) => (piece.kind === 'term' ? piece.text + piece.after : piece.text))
    .join('');
const termsIn = (text: string): string[] =>
  piecesOf(text).flatMap((piece) => (piece.kind === 'term' ? [piece.term.name] : []));

const open =
  'The payments breaker has been open for 12 s (3rd trip in a row): calls fail fast, and none reach payments. In 4 s, the breaker will let the next call through as a probe. Retries left: 0 of 2 per 10 s, so failed calls are not retried.';

describe('terms in an explanation', () => {
  it('leave it as the service wrote it', () => {
    for (const text of [open, '', 'Nothing.', 'breaker', 'Breaker half-open.'])
      expect(joined(text)).toBe(text);
  });

  it('are marked once each, in their order', () => {
    expect(termsIn(open)).toEqual(['breaker', 'trip', 'fail fast', 'probe', 'retries left']);
  });

  it('keep the punctuation behind them', () => {
    expect(piecesOf('It is half-open: one call passes.')[1]).toMatchObject({ text: 'half-open', after: ':' });
  });

  it('have one sentence each', () => {
    for (const { sentence } of terms) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(new Set(terms.map(({ name }) => name)).size).toBe(terms.length);
  });
});
