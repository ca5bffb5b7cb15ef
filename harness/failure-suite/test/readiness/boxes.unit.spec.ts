import { describe, expect, it } from '@jest/globals';
import { boxesOf, type Catchable, type Declared } from '../../src/readiness/boxes.ts';
import { checklist } from '../../src/readiness/checklist.ts';
import { meanings } from '../../src/readiness/meanings.ts';
import { terminalTable } from '../../src/readiness/terminal-table.ts';
import { type ScenarioResult, type SuiteReport } from '../../src/report/suite-report.ts';
import { concerns, operations, type Readiness } from '../../src/scenario/readiness-box.ts';
import { scenariosByHand } from '../../src/scenarios/index.ts';
import { aResult } from '../report/a-result.ts';
import { aSuiteReport } from '../report/a-suite-report.ts';

const all = operations.flatMap((operation) =>
  concerns.map((concern): Readiness => `${operation}.${concern}`),
);

/** One scenario per box, and one that claims two. */
const proofs: readonly ScenarioResult[] = [
  ...all.map((box) => aResult({ name: `proves-${box.replace('.', '-')}`, proves: [box] })),
  aResult({ name: 'proves-two', proves: ['payment.retry', 'refund.breaker'] }),
];

const aFullReport = (over: Partial<SuiteReport> = {}) =>
  aSuiteReport({ results: proofs, enumerated: [], ...over });

/** Two bugs of every concern, which every scenario catches. */
const bugs: readonly Catchable[] = ['01-one', '02-other'].map((name) => ({
  name,
  boxes: all,
  scenarios: proofs.map((each) => each.name),
}));

const boxesIn = (report: SuiteReport, declared: readonly Declared[] = []) =>
  boxesOf(report, meanings, { declared, bugs });
const emptyOf = (report: SuiteReport, declared: readonly Declared[] = []) =>
  boxesIn(report, declared).filter(({ state }) => state === 'empty');

const tree = { commit: aSuiteReport().commit, isDirty: false };

describe('the boxes of the checklist', () => {
  it('are 49, each with one short sentence', () => {
    expect(Object.keys(meanings).toSorted()).toEqual(all.toSorted());
    expect(boxesIn(aFullReport()).every(({ means }) => /^[A-Z].{1,78}\.$/.test(means))).toBe(true);
  });

  it('are all ticked if each has a scenario that held', () => {
    expect(emptyOf(aFullReport())).toEqual([]);
  });

  it('do not apply to a service that the shop does not have', () => {
    const results = proofs.filter(({ proves }) => !proves.some((box) => box.startsWith('recommendations.')));
    const report = aFullReport({ results, withoutServices: ['recommendations'] });
    expect(emptyOf(report)).toEqual([]);
    const own = boxesIn(report).filter(({ operation }) => operation === 'recommendations');
    expect(own.map(({ state, means }) => [state, means])).toEqual(
      concerns.map(() => ['not applicable', 'This shop has no recommendations.']),
    );
  });

  const proofOf = (box: Readiness) => `proves-${box.replace('.', '-')}`;
  it.each([
    [
      'is caught by a scenario behind it',
      { boxes: ['receipt.retry'], scenarios: [proofOf('receipt.retry')] },
      1,
    ],
    ['is of another concern', { boxes: ['receipt.timeout'], scenarios: [proofOf('receipt.retry')] }, 0],
    ['is caught by a scenario of another box', { boxes: ['receipt.retry'], scenarios: ['proves-two'] }, 0],
  ] as const)('are unproved with one bug that %s', (_, bug, count) => {
    const one = boxesOf(aFullReport(), meanings, {
      declared: [],
      bugs: [{ name: '26-sent-before-smtp', ...bug }],
    });
    const box = one.find(({ readiness }) => readiness === 'receipt.retry');
    const known = count === 1 ? ': `26-sent-before-smtp`' : '';
    expect(box).toMatchObject({
      state: 'unproved',
      missing: [`${count} of 2 bugs of this concern are caught by its scenarios${known}`],
    });
    expect(one.filter(({ state }) => state === 'ticked')).toEqual([]);
  });

  it.each(['broken', 'void'] as const)(
    'are emptied by one scenario that is %s, but only those it claims',
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

  it('are empty without a scenario, and name those that did not run', () => {
    const results = proofs.filter(
      ({ name }) => name !== 'proves-receipt-retry' && name !== 'proves-webhook-timeout',
    );
    const declared = [{ name: 'mail-451', proves: ['receipt.retry'] as const }];
    expect(
      emptyOf(aFullReport({ results }), declared).map(({ readiness, missing }) => [readiness, ...missing]),
    ).toEqual([
      ['receipt.retry', 'did not run: `mail-451`'],
      ['webhook.timeout', 'no scenario covers it yet'],
    ]);
  });

  it.each([
    ['refund', 'refund.recovery'],
    ['expiry', 'confirmation.recovery'],
  ] as const)('leave recovery empty if a point of %s was not struck', (operation, readiness) => {
    const enumerated = [{ operation, points: 9, strikes: 9, struck: 8, missed: ['COMMIT'] }];
    const [box, ...others] = emptyOf(aFullReport({ enumerated }));
    expect(others).toEqual([]);
    expect(box).toMatchObject({ readiness, missing: ['point not struck: COMMIT'] });
  });
});

describe('the page of the checklist', () => {
  const sources = new Map([['proves-two', 'harness/failure-suite/src/scenarios/payment/proves-two.ts']]);
  const pageOf = (report: SuiteReport, isDirty = false) =>
    checklist(report, boxesIn(report), { ...tree, isDirty }, sources);

  it('links each scenario to its source', () => {
    expect(pageOf(aFullReport())).toContain(
      '\n[proves-two]: ../harness/failure-suite/src/scenarios/payment/proves-two.ts\n',
    );
    expect(pageOf(aFullReport())).toContain('**48 of 48 boxes are ticked.**');
  });

  it('says how many bugs the scenarios of an unproved box catch', () => {
    const few = bugs.slice(1).concat({ ...bugs[0]!, boxes: all.filter((box) => box !== 'refund.retry') });
    const report = aFullReport();
    const page = checklist(report, boxesOf(report, meanings, { declared: [], bugs: few }), tree, sources);
    expect(page).toContain('| [refund](#refund) | ✅ | ✅ | 1 of 2 |');
    expect(page).toContain(
      '- **retry**: 1 of 2 bugs of this concern are caught by its scenarios: `02-other`',
    );
    expect(page).toContain('[02-other]: ../harness/failure-suite/bugs/02-other.patch');
    expect(page).toContain('**47 of 48 boxes are ticked.**');
  });

  it('lists what is missing and leaves the box empty', () => {
    const results = proofs.map((each) =>
      each.name === 'proves-checkout-timeout'
        ? { ...each, verdict: 'broken' as const, reasons: ['<b>late</b>'] }
        : each,
    );
    const page = pageOf(aFullReport({ results }));
    expect(page).toContain('| ⬜ timeout | No customer waits');
    expect(page).toContain('- **timeout**: `proves-checkout-timeout` did not hold: \\<b\\>late\\</b\\>');
    expect(page).toContain('**47 of 48 boxes are ticked.**');
  });

  it('counts strikes apart and links them once', () => {
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
    const page = pageOf(aFullReport({ results: [...proofs, ...struck] }));
    expect(page).toContain('[3 strikes on the messages of refund][enumeration]');
    expect(page).toMatch(
      /^\| ✅ recovery \| Killed at any message, a refund .* \| 1 \| 3 \| 2 \| \[proves-refund-recovery\] \|$/m,
    );
  });

  it('keeps every line within 160 columns', () => {
    const names = [...scenariosByHand.map(({ name }) => name), 'a'.repeat(40)];
    const many = all.flatMap((box) => names.map((name) => aResult({ name, proves: [box] })));
    const failed = aResult({
      proves: ['receipt.retry'],
      verdict: 'broken',
      reasons: ['so long a reason '.repeat(40)],
    });
    const command = `npm run failure-suite -- --only ${names.join(' ')}`;
    const page = pageOf(aFullReport({ command, results: [...many, failed] }));
    const widths = page.split('\n').map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(160);
  });

  it('folds the scenarios of each operation', () => {
    const page = pageOf(aFullReport());
    expect(page.match(/<details>\n<summary>/g)).toHaveLength(operations.length);
    expect(page.match(/<\/details>/g)).toHaveLength(operations.length);
  });

  it('warns when the tree differs from the commit', () => {
    expect(pageOf(aFullReport({ isDirty: true }))).toContain('used a tree with uncommitted changes');
    expect(pageOf(aFullReport(), true)).toContain('has uncommitted changes that were made after this run');
    expect(pageOf(aFullReport())).not.toContain('uncommitted');
  });
});

describe('the checklist in a terminal', () => {
  it('has a row per operation and a line per empty box', () => {
    const results = proofs.filter(({ name }) => name !== 'proves-payment-timeout');
    const lines = terminalTable(boxesIn(aFullReport({ results })));
    expect(lines[2]).toMatch(/^ {2}payment +\[x\] +\[ \] +\[x\]/);
    expect(lines).toContain('  [ ] payment.timeout: no scenario covers it yet');
  });
});
