import { describe, expect, it } from '@jest/globals';
import { type Proof } from './judge-proof.ts';
import { proofLine, proofTable } from './proof-text.ts';

const aProof = (over: Partial<Proof> = {}): Proof => ({
  bug: '01-two-charges',
  breaks: 'Charges twice.',
  verdict: 'found',
  scenario: 'answer-lost',
  because: 'invariant 1: order ord_1 was charged 2 times',
  seconds: 12,
  ...over,
});

const missed = aProof({ bug: '02-x', verdict: 'not found', because: 'every scenario held' });

describe('proofLine', () => {
  it('says who found a bug, and by what', () => {
    expect(proofLine(aProof())).toBe(
      'found      01-two-charges by answer-lost, 12 s: invariant 1: order ord_1 was charged 2 times',
    );
  });

  it('says loudly what was not proved, and why', () => {
    expect(proofLine(missed)).toBe('NOT PROVED 02-x (not found, 12 s): every scenario held');
  });
});

describe('proofTable', () => {
  it('has a row for each bug', () => {
    expect(proofTable([aProof(), missed], 2).split('\n').slice(0, 2)).toEqual([
      '01-two-charges  answer-lost  12 s  invariant 1: order ord_1 was charged 2 times',
      '02-x            NOT FOUND    12 s  every scenario held',
    ]);
  });

  it('says so when all were found', () => {
    expect(proofTable([aProof()], 1)).toMatch(/\nAll 1 seeded bugs were found\.$/);
  });

  it('names what was not proved, and counts what was not tried', () => {
    expect(proofTable([aProof(), missed], 5).split('\n').slice(-3)).toEqual([
      '1 of 5 seeded bugs were found.',
      'Not proved: 02-x (not found).',
      'Stopped before 3 of them were tried.',
    ]);
  });
});
