import { describe, expect, it } from '@jest/globals';
import { type ScenarioResult } from '../../report/suite-report.ts';
import { judgeSpecs, judgeSuite, type SuiteEnd } from './judge-mutant.ts';
import { type SpecRun } from './run-specs.ts';
import { type SpecResult } from './spec-results.ts';

const aSpec = (over: Partial<SpecResult> = {}): SpecResult => ({
  spec: 'a.unit.spec.ts',
  isGreen: true,
  because: '',
  isAssertion: false,
  reached: [],
  ...over,
});
const aRun = (results: readonly SpecResult[], over: Partial<SpecRun> = {}): SpecRun => ({
  results,
  isOverLimit: false,
  output: '',
  seconds: 3,
  ...over,
});
const red = aSpec({ isGreen: false, because: 'Expected: 1', isAssertion: true });

describe('judgeSpecs', () => {
  it('goes on if all are green', () => {
    expect(judgeSpecs('unit', aRun([aSpec()]))).toBeUndefined();
  });

  it('counts a failed assertion as a kill and names it', () => {
    expect(judgeSpecs('int', aRun([aSpec(), red]))).toEqual({
      result: 'killed',
      tier: 'int',
      because: 'a.unit.spec.ts: Expected: 1',
      seconds: 3,
    });
  });

  it.each([
    ['a file that does not load', aRun([aSpec({ isGreen: false, because: 'SyntaxError' })]), 'killed'],
    [
      'a test that hangs',
      aRun([aSpec({ isGreen: false, because: '"pays": Exceeded timeout of 30000 ms' })]),
      'timeout',
    ],
    ['a run that does not end', aRun([], { isOverLimit: true }), 'timeout'],
  ])('asks for a run without the mutant after %s', (_, run, result) => {
    expect(judgeSpecs('unit', run)).toMatchObject({ result, needsControl: true });
  });

  it('never counts a run without results as a kill', () => {
    expect(judgeSpecs('unit', aRun([], { output: 'no space left' }))).toMatchObject({
      result: 'could not run',
      because: 'Jest wrote no results: no space left',
    });
  });
});

const aResult = (verdict: ScenarioResult['verdict'], reasons: readonly string[] = []): ScenarioResult =>
  ({ name: `is-${verdict}`, verdict, reasons }) as unknown as ScenarioResult;
const aReport = (results: readonly ScenarioResult[], notRun: readonly string[] = []): SuiteEnd => ({
  kind: 'report',
  report: { results, notRun },
});

describe('judgeSuite', () => {
  it.each<[string, SuiteEnd, object]>([
    [
      'a broken scenario',
      aReport([aResult('held'), aResult('broken', ['charged twice'])]),
      { result: 'killed', because: 'is-broken: charged twice' },
    ],
    [
      'an operation that fails without any fault',
      { kind: 'no report', output: 'Recording …\ngolden-place, without any fault: no order\n' },
      { result: 'killed', because: 'golden-place, without any fault: no order', needsControl: true },
    ],
    [
      'a stack that does not start',
      aReport([aResult('void', ['The stack did not start: payments exited'])]),
      { result: 'killed', needsControl: true },
    ],
    [
      'a message that is missing without any fault',
      aReport([aResult('held')], ['missing crash point: place …']),
      { result: 'killed', because: 'missing crash point: place …' },
    ],
    ['a suite that does not end', { kind: 'over the limit' }, { result: 'timeout', needsControl: true }],
  ])('finds a mutant by %s', (_, end, expected) => {
    expect(judgeSuite(end, 9)).toMatchObject({ tier: 'suite', seconds: 9, ...expected });
  });

  it.each<[string, SuiteEnd, string]>([
    ['held', aReport([aResult('held')]), 'survived'],
    ['void, whose fault missed', aReport([aResult('held'), aResult('void', ['hit nothing'])]), 'survived'],
    ['missing', aReport([]), 'could not run'],
    ['missing with the report', { kind: 'no report', output: 'ENOSPC' }, 'could not run'],
  ])('finds no mutant by scenarios that are %s', (_, end, result) => {
    expect(judgeSuite(end, 9).result).toBe(result);
  });
});
