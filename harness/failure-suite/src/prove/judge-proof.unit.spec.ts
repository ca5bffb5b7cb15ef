import { describe, expect, it } from '@jest/globals';
import { breachOf } from '@holdfast/engine';
import { type ScenarioResult } from '../report/suite-report.ts';
import { judge } from './judge-proof.ts';
import { type SeededBug } from './seeded-bug.ts';

const bug: SeededBug = {
  name: '01-x',
  patch: '',
  breaks: 'Charges twice.',
  scenarios: ['lost-response'],
  boxes: [],
  signs: [
    { kind: 'invariant', number: 1 },
    { kind: 'assertion', says: 'two charges' },
  ],
};

const aResult = (over: Partial<ScenarioResult> = {}): ScenarioResult => ({
  name: 'lost-response',
  group: 'by hand',
  broken: '',
  customerSees: '',
  customerSaw: [],
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'mid-response' },
  proves: [],
  fallacies: [],
  verdict: 'broken',
  reasons: [],
  startedAt: 0,
  healedAt: 0,
  quietAt: 0,
  endedAt: 0,
  invariants: [],
  timeline: [],
  ...over,
});

const anInvariant = (number: number, holds = false) => ({
  number,
  says: '',
  holds,
  counterexamples: holds ? [] : [`order ord_1 breaks ${number}`],
});

describe('judge', () => {
  it.each([
    [{ invariants: [anInvariant(1)] }, 'invariant 1: order ord_1 breaks 1'],
    [{ reasons: ['Ada saw two charges'] }, 'Ada saw two charges'],
  ])('accepts either sign as a find', (over, because) => {
    expect(judge(bug, [aResult(over)])).toEqual({ verdict: 'found', scenario: 'lost-response', because });
  });

  it('finds no sign in the fixed text of an invariant or of the probe', () => {
    const invariant = { number: 2, says: 'No order has two charges.', holds: false, counterexamples: ['x'] };
    const reasons = [breachOf(invariant), 'After healing: waiting until two charges are refunded'];
    expect(judge(bug, [aResult({ invariants: [invariant], reasons })]).verdict).toBe(
      'red for another reason',
    );
  });

  it('demands a find by a scenario behind each box that the bug breaks', () => {
    const boxed = { ...bug, boxes: ['payment.retry', 'refund.retry'] as const };
    const found = aResult({ proves: ['payment.retry'], invariants: [anInvariant(1)] });
    expect(judge(boxed, [found])).toEqual({
      verdict: 'a box misses it',
      scenario: 'lost-response',
      because: 'no scenario behind refund.retry found it',
    });
    expect(judge(boxed, [{ ...found, proves: ['payment.retry', 'refund.retry'] }]).verdict).toBe('found');
  });

  it.each([
    ['held', aResult({ verdict: 'held', invariants: [anInvariant(1, true)] }), 'not found'],
    ['red because of another invariant', aResult({ invariants: [anInvariant(6)] }), 'red for another reason'],
    [
      'void, whatever its invariants',
      aResult({ verdict: 'void', invariants: [anInvariant(1)] }),
      'red for another reason',
    ],
    ['not listed for this bug', aResult({ name: 'other', invariants: [anInvariant(1)] }), 'no result'],
  ])('finds no bug by a scenario that is %s', (_, result, verdict) => {
    expect(judge(bug, [result]).verdict).toBe(verdict);
  });

  it('needs only one of several scenarios', () => {
    const both = { ...bug, scenarios: ['held-one', 'lost-response'] };
    const results = [
      aResult({ name: 'held-one', verdict: 'held' }),
      aResult({ invariants: [anInvariant(1)] }),
    ];
    expect(judge(both, results)).toMatchObject({ verdict: 'found', scenario: 'lost-response' });
  });
});
