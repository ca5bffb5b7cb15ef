import { describe, expect, it } from '@jest/globals';
import { boxesOf } from '../../src/readiness/boxes.ts';
import { checklist } from '../../src/readiness/checklist.ts';
import { meanings } from '../../src/readiness/meanings.ts';
import { terminalTable } from '../../src/readiness/terminal-table.ts';
import { type ScenarioResult, type SuiteReport } from '../../src/report/suite-report.ts';
import { concerns, operations, type Readiness } from '../../src/scenario/readiness-box.ts';
import { aResult } from '../report/a-result.ts';
import { aSuiteReport } from '../report/a-suite-report.ts';

const all = operations.flatMap((operation) =>
  concerns.map((concern): Readiness => `${operation}.${concern}`),
);

/** One scenario a box, and one that claims two. */
const proofs: readonly ScenarioResult[] = [
  ...all.map((box) => aResult({ name: `proves-${box.replace('.', '-')}`, proves: [box] })),
  aResult({ name: 'proves-two', proves: ['payment.retry', 'refund.breaker'] }),
];

const aFullReport = (over: Partial<SuiteReport> = {}) =>
  aSuiteReport({ results: proofs, enumerated: [], ...over });

const emptyOf = (report: SuiteReport, declared: Parameters<typeof boxesOf>[2] = []) =>
  boxesOf(report, meanings, declared).filter(({ state }) => state === 'empty');

const tree = { commit: aSuiteReport().commit, isDirty: false };

describe('the boxes of the checklist', () => {
  it('are 42, each with a sentence', () => {
    expect(Object.keys(meanings).toSorted()).toEqual(all.toSorted());
    expect(boxesOf(aFullReport(), meanings, []).every(({ means }) => /^[A-Z].*\.$/.test(means))).toBe(true);
  });

  it('are all ticked when each has a scenario that held', () => {
    expect(emptyOf(aFullReport())).toEqual([]);
  });

  it.each(['broken', 'void'] as const)(
    'are unticked by one scenario that is %s, and only those it claims',
    (verdict) => {
      const results = proofs.map((each) =>
        each.name === 'proves-two' ? { ...each, verdict, reasons: ['why'] } : each,
      );
      const empty = emptyOf(aFullReport({ results }));
      expect(empty.map(({ readiness }) => readiness)).toEqual(['payment.retry', 'refund.breaker']);
      expect(empty[0]?.missing).toEqual([
        `\`proves-two\` ${verdict === 'void' ? 'hit nothing (void)' : 'did not hold'}: why`,
      ]);
    },
  );

  it('are empty without a scenario, and say whether there is one that did not run', () => {
    const results = proofs.filter(
      ({ name }) => name !== 'proves-receipt-retry' && name !== 'proves-webhook-timeout',
    );
    const declared = [{ name: 'mail-451', proves: ['receipt.retry'] as const }];
    expect(
      emptyOf(aFullReport({ results }), declared).map(({ readiness, missing }) => [readiness, ...missing]),
    ).toEqual([
      ['receipt.retry', 'what would prove it did not run: `mail-451`'],
      ['webhook.timeout', 'no scenario proves it yet'],
    ]);
  });

  it('leave recovery empty where a point could not be struck', () => {
    const enumerated = [
      { operation: 'refund', points: 9, strikes: 9, struck: 8, missed: ['COMMIT'] } as const,
    ];
    const [box, ...others] = emptyOf(aFullReport({ enumerated }));
    expect(others).toEqual([]);
    expect(box).toMatchObject({
      readiness: 'refund.recovery',
      missing: ['a point could not be struck: COMMIT'],
    });
  });
});

describe('the page of the checklist', () => {
  const sources = new Map([['proves-two', 'harness/failure-suite/src/scenarios/payment/proves-two.ts']]);
  const pageOf = (report: SuiteReport, isDirty = false) =>
    checklist(report, boxesOf(report, meanings, []), { ...tree, isDirty }, sources);

  it('links each box to the source of what proves it', () => {
    expect(pageOf(aFullReport())).toContain(
      '[proves-two](../harness/failure-suite/src/scenarios/payment/proves-two.ts)',
    );
    expect(pageOf(aFullReport())).toContain('**41 of 41 boxes are ticked.**');
  });

  it('names what is missing, and does not tick the box', () => {
    const results = proofs.map((each) =>
      each.name === 'proves-checkout-timeout'
        ? { ...each, verdict: 'broken' as const, reasons: ['<b>late</b>'] }
        : each,
    );
    const page = pageOf(aFullReport({ results }));
    expect(page).toContain('- [ ] **timeout**: No customer waits');
    expect(page).toContain('missing: `proves-checkout-timeout` did not hold: \\<b\\>late\\</b\\>');
    expect(page).toContain('**40 of 41 boxes are ticked.**');
  });

  it('tells strikes of an enumeration as one proof', () => {
    const point = {
      operation: 'refund',
      route: 'a->b',
      direction: 'request',
      label: 'x',
      ordinal: 1,
      fault: 'reset',
    } as const;
    const struck = [1, 2, 3].map((number) =>
      aResult({ name: `refund-${number}`, group: 'enumeration', point, proves: ['refund.recovery'] }),
    );
    expect(pageOf(aFullReport({ results: [...proofs, ...struck] }))).toContain(
      '[3 strikes at the messages of refund](../harness/failure-suite/src/enumeration)',
    );
  });

  it('says when the tree was not what the commit is', () => {
    expect(pageOf(aFullReport({ isDirty: true }))).toContain(
      'made on a tree with changes that no commit has',
    );
    expect(pageOf(aFullReport(), true)).toContain('has been changed since that run');
    expect(pageOf(aFullReport())).not.toContain('no commit has');
  });
});

describe('the checklist in a terminal', () => {
  it('has a row for each operation, and a line for each empty box', () => {
    const results = proofs.filter(({ name }) => name !== 'proves-payment-timeout');
    const lines = terminalTable(boxesOf(aFullReport({ results }), meanings, []));
    expect(lines[2]).toMatch(/^ {2}payment +\[x\] +\[ \] +\[x\]/);
    expect(lines).toContain('  [ ] payment.timeout: no scenario proves it yet');
  });
});
