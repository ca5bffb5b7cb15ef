import { describe, expect, it } from '@jest/globals';
import { type Proof } from './judge-proof.ts';
import { proofLine, proofTable } from './proof-text.ts';

const aProof = (over: Partial<Proof> = {}): Proof => ({
  bug: '01-two-charges',
  breaks: 'Charges twice.',
  verdict: 'found',
  scenario: 'response-lost',
  because: 'invariant 1: order ord_1 was charged 2 times',
  seconds: 12,
  ...over,
});

const missed = aProof({ bug: '02-x', verdict: 'not found', because: 'every scenario held' });

describe('proofLine', () => {
  it('names the scenario and the sign of a find', () => {
    expect(proofLine(aProof())).toBe(
      'found      01-two-charges by response-lost, 12 s: invariant 1: order ord_1 was charged 2 times',
    );
  });

  it('highlights a bug that was not found, with the reason', () => {
    expect(proofLine(missed)).toBe('NOT PROVEN 02-x (not found, 12 s): every scenario held');
  });
});

describe('proofTable', () => {
  it('has a row per bug', () => {
    expect(proofTable([aProof(), missed], 2).split('\n').slice(0, 2)).toEqual([
      '01-two-charges  response-lost  12 s  invariant 1: order ord_1 was charged 2 times',
      '02-x            NOT FOUND      12 s  every scenario held',
    ]);
  });

  it('reports that all bugs were found', () => {
    expect(proofTable([aProof()], 1)).toMatch(/\nAll 1 seeded bugs were found\.$/);
  });

  it('lists the bugs that were not found and counts those not tried', () => {
    expect(proofTable([aProof(), missed], 5).split('\n').slice(-3)).toEqual([
      '1 of 5 seeded bugs were found.',
      'Not proven: 02-x (not found).',
      'Stopped with 3 left to try.',
    ]);
  });
});
