import { type ScenarioResult, type SuiteReport } from './suite-report.ts';
import { timelineText } from './timeline-text.ts';
import { countsOf, duration, neverTrue, sentence, signs, worstFirst } from './verdict.ts';

const listedMost = 20;

function counterexample(result: ScenarioResult): string[] {
  const violated = result.invariants.filter(({ holds }) => !holds);
  return [
    `First counter-example: ${result.name}${result.seed === undefined ? '' : ` (seed ${result.seed})`}`,
    `  what was broken:         ${result.broken}`,
    `  the customer was to see: ${result.customerSees}`,
    ...result.customerSaw.map((response) => `  the customer saw:        ${response}`),
    ...result.reasons.map((reason) => `  ${signs[result.verdict]} ${reason}`),
    ...violated.flatMap(({ number, says, counterexamples }) => [
      `  ${signs.broken} invariant ${number}: ${says}`,
      ...counterexamples.map((example) => `      ${example}`),
    ]),
    '',
    ...timelineText(result),
    '',
    `  again: npm run failure-suite -- --only ${result.name}`,
  ];
}

function notHeld(results: readonly ScenarioResult[]): string[] {
  const failed = worstFirst(results).filter(({ verdict }) => verdict !== 'held');
  const [first] = failed;
  if (first === undefined) return [];
  const lines = failed
    .slice(0, listedMost)
    .map(({ name, verdict }) => `  ${signs[verdict]} ${verdict}  ${name}`);
  const left = failed.length - lines.length;
  return [
    ...counterexample(first),
    '',
    'Not held:',
    ...lines,
    ...(left > 0 ? [`  … and ${left} more`] : []),
    '',
  ];
}

function points({ enumerated }: SuiteReport): string[] {
  if (enumerated.length === 0) return [];
  return [
    'Points per operation:',
    ...enumerated.flatMap(({ operation, points: recorded, strikes, struck, missed }) => [
      `  ${operation.padEnd(16)} ${recorded} points, ${struck} of ${strikes} strikes hit`,
      ...missed.map((each) => `    ${signs.void} not struck: ${each}`),
    ]),
    '',
  ];
}

/** What the terminal says once a run has ended. */
export function finalWords(report: SuiteReport, reportAt: string): string[] {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  return [
    '',
    ...notHeld(report.results),
    ...points(report),
    ...neverTrue(report).map((what) => `  ${signs.broken} never happened in this run: ${what}`),
    ...report.notRun.map((each) => `not run: ${each}`),
    ...(report.isDirty
      ? ['The tree has changes that no commit has: this report is of the commit and them.']
      : []),
    sentence(report),
    `Report: ${reportAt} (${duration(report.endedAt - report.startedAt)})`,
    `${held} held, ${broken} broken, ${hitNothing} void`,
  ];
}
