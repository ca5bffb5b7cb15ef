import { closingLines, listedMost } from '@holdfast/engine';
import { sampledHistory } from './sampled-history.ts';
import { type SuiteReport } from './suite-report.ts';

function slowOnes(slow: readonly string[]): string[] {
  const left = slow.length - listedMost;
  return [
    ...slow.slice(0, listedMost).map((each) => `slow, which fails nothing: ${each}`),
    ...(left > 0 ? [`  … and ${left} more that were slow`] : []),
  ];
}

/** The lines that close a run in the terminal. `slow` names scenarios that took unusually long. */
export function finalWords(report: SuiteReport, reportAt: string, slow: readonly string[] = []): string[] {
  return closingLines(report, {
    system: 'Holdfast',
    runAgain: 'npm run failure-suite -- --only',
    reportAt,
    notes: [
      ...report.notRun.map((each) => `not run: ${each}`),
      ...(report.isDirty
        ? ['The tree has uncommitted changes: this report covers the commit plus those changes.']
        : []),
      ...sampledHistory(report.results).map((each) => `not seen: ${each}`),
      ...slowOnes(slow),
    ],
  });
}
