import { describe, expect, it } from '@jest/globals';
import { type Outcome } from './judge-mutant.ts';
import { type MutantReport, type MutantResult, resumed, scoresOf } from './mutant-report.ts';
import { summaryText } from './mutant-text.ts';
import { type Mutant } from './mutant.ts';

const aMutant = (line: number): Mutant => ({
  id: `${line}`,
  file: 'apps/payments/src/payment/payment.ts',
  line,
  column: 1,
  kind: 'EqualityOperator',
  original: 'a < b',
  replacement: 'a <= b',
});
const an = (result: Outcome['result'], tier: Outcome['tier'] = 'unit'): Outcome => ({
  result,
  tier,
  because: 'said so',
  seconds: 1,
});

const results: readonly MutantResult[] = [
  { mutant: aMutant(1), specs: an('killed'), suite: an('survived', 'suite') },
  { mutant: aMutant(2), specs: an('survived', 'int'), suite: an('timeout', 'suite') },
  { mutant: aMutant(3), specs: an('survived', 'int'), suite: an('survived', 'suite') },
  { mutant: aMutant(4), specs: an('survived', 'int') },
  { mutant: aMutant(5), specs: an('could not run'), suite: an('could not run', 'suite') },
  { mutant: aMutant(6), equivalent: 'never observed' },
  { mutant: aMutant(7) },
];

describe('scoresOf', () => {
  it('counts what was tried: no equivalent mutant and none that could not run', () => {
    expect(scoresOf(results)).toEqual({
      anyTier: { killed: 2, of: 4 },
      suiteAlone: { killed: 1, of: 3 },
    });
  });
});

const report: MutantReport = {
  command: 'prove mutants',
  seed: 1,
  fingerprint: 'f',
  total: 6_000,
  scores: scoresOf(results),
  results,
  redWithout: ['a.int.spec.ts'],
  unreached: { 'apps/payments/src/refund/refund.ts': [7, 12] },
};

describe('resumed', () => {
  it('keeps what is known, by place and change, and tries again what could not run', () => {
    const drawn = [1, 5, 8].map((line) => ({ ...aMutant(line), id: `new-${line}` }));
    expect(resumed(drawn, report)).toEqual([
      { mutant: drawn[0], specs: an('killed'), suite: an('survived', 'suite') },
      { mutant: drawn[1] },
      { mutant: drawn[2] },
    ]);
  });
});

describe('summaryText', () => {
  it('shows both scores, and lists survivors apart from those that could not run', () => {
    expect(summaryText(report)).toBe(`7 of 6000 mutants, seed 1; 1 equivalent, 1 not tried yet.
Killed by any tier: 2 of 4 (50 %). Killed by the suite alone: 1 of 3 (33 %).

Survived both:
apps/payments/src/payment/payment.ts:3:1 EqualityOperator: a < b -> a <= b
  specs: survived, 1 s: said so
  suite: survived, 1 s: said so

Survived one tier, the other has not run:
apps/payments/src/payment/payment.ts:4:1 EqualityOperator: a < b -> a <= b
  specs: survived, 1 s: said so

Could not run, which counts for nothing:
apps/payments/src/payment/payment.ts:5:1 EqualityOperator: a < b -> a <= b
  specs: could not run, 1 s: said so
  suite: could not run, 1 s: said so

Specs that are red without a mutant, and find nothing: a.int.spec.ts

Lines that no scenario executes, so that the suite finds nothing there:
apps/payments/src/refund/refund.ts: 7, 12`);
  });
});
