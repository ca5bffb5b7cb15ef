import { sampledHistory } from './sampled-history.ts';
import { type ScenarioResult, type SuiteReport } from './suite-report.ts';
import { timelineText } from './timeline-text.ts';
import { countsOf, duration, neverTrue, sentence, signs, worstFirst } from './verdict.ts';

const listedMost = 20;

function counterexample(result: ScenarioResult): string[] {
  const violated = result.invariants.filter(({ holds }) => !holds);
  return [
    `First counterexample: ${result.name}${result.seed === undefined ? '' : ` (seed ${result.seed})`}`,
    `  what broke:          ${result.broken}`,
    `  customer should see: ${result.customerSees}`,
    ...result.customerSaw.map((response) => `  customer saw:        ${response}`),
    ...result.reasons.map((reason) => `  ${signs[result.verdict]} ${reason}`),
    ...violated.flatMap(({ number, says, counterexamples }) => [
      `  ${signs.broken} invariant ${number}: ${says}`,
      ...counterexamples.map((example) => `      ${example}`),
    ]),
    '',
    ...timelineText(result),
    '',
    `  run again: npm run failure-suite -- --only ${result.name}`,
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
    'Did not hold:',
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
      `  ${operation.padEnd(16)} ${recorded} points, ${struck} of ${strikes} strikes hit their message`,
      ...missed.map((each) => `    ${signs.void} not struck: ${each}`),
    ]),
    '',
  ];
}

function slowOnes(slow: readonly string[]): string[] {
  const left = slow.length - listedMost;
  return [
    ...slow.slice(0, listedMost).map((each) => `slow, which fails nothing: ${each}`),
    ...(left > 0 ? [`  … and ${left} more that were slow`] : []),
  ];
}

/** The lines that close a run in the terminal. `slow` names scenarios that took unusually long. */
export function finalWords(report: SuiteReport, reportAt: string, slow: readonly string[] = []): string[] {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  return [
    '',
    ...notHeld(report.results),
    ...points(report),
    ...neverTrue(report).map((what) => `  ${signs.broken} never happened in this run: ${what}`),
    ...report.notRun.map((each) => `not run: ${each}`),
    ...(report.isDirty
      ? ['The tree has uncommitted changes: this report covers the commit plus those changes.']
      : []),
    ...sampledHistory(report.results).map((each) => `not seen: ${each}`),
    ...slowOnes(slow),
    sentence(report),
    `Report: ${reportAt} (${duration(report.endedAt - report.startedAt)})`,
    `${held} held, ${broken} broken, ${hitNothing} void`,
  ];
}
