import { type Enumerated } from '../points/enumerated.ts';
import { plural } from './plural.ts';
import { type Result } from './result.ts';
import { timelineText } from './timeline-text.ts';
import { countsOf, duration, neverTrue, type Run, sentenceOf, signs, worstFirst } from './verdict-text.ts';

/** The longest list of names. */
export const listedMost = 20;

function counterexample(result: Result, runAgain: string): string[] {
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
    `  run again: ${runAgain} ${result.name}`,
  ];
}

/** The first scenario that did not hold, in full, and the names of all. */
function notHeld(results: readonly Result[], runAgain: string): string[] {
  const failed = worstFirst(results).filter(({ verdict }) => verdict !== 'held');
  const [first] = failed;
  if (first === undefined) return [];
  const lines = failed
    .slice(0, listedMost)
    .map(({ name, verdict }) => `  ${signs[verdict]} ${verdict}  ${name}`);
  const left = failed.length - lines.length;
  return [
    ...counterexample(first, runAgain),
    '',
    'Did not hold:',
    ...lines,
    ...(left > 0 ? [`  … and ${left} more`] : []),
    '',
  ];
}

/** The points of each operation, and the strikes that missed. */
function pointLines(enumerated: readonly Enumerated[]): string[] {
  if (enumerated.length === 0) return [];
  return [
    'Points per operation:',
    ...enumerated.flatMap(({ operation, points: recorded, strikes, struck, missed }) => [
      `  ${operation.padEnd(16)} ${plural(recorded, 'point')}, ${struck} of ${plural(strikes, 'strike')} hit their message`,
      ...missed.map((each) => `    ${signs.void} not struck: ${each}`),
    ]),
    '',
  ];
}

/** A run that has ended. */
export interface EndedRun extends Run {
  readonly results: readonly Result[];
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface Closing {
  /** The name of the system. */
  readonly system: string;
  /** The command that runs one scenario again, up to its name. */
  readonly runAgain: string;
  /** The path of the report. */
  readonly reportAt: string;
  /** Lines above the closing sentence. Default: none. */
  readonly notes?: readonly string[];
}

/** The lines that close a run in the terminal. */
export function closingLines(run: EndedRun, { system, runAgain, reportAt, notes = [] }: Closing): string[] {
  const { held, broken, void: hitNothing } = countsOf(run.results);
  return [
    '',
    ...notHeld(run.results, runAgain),
    ...pointLines(run.enumerated),
    ...neverTrue(run).map((what) => `  ${signs.broken} never happened in this run: ${what}`),
    ...notes,
    sentenceOf(system, run),
    `Report: ${reportAt} (${duration(run.endedAt - run.startedAt)})`,
    `${held} held, ${broken} broken, ${hitNothing} void`,
  ];
}
