import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import {
  type Concern,
  concerns,
  type Operation,
  operations,
  type Readiness,
} from '../scenario/readiness-box.ts';
import { type Meaning } from './meanings.ts';

/** A box is ticked by scenarios that ran and held; one that did not hold unticks it, however many others did. */
export type BoxState = 'ticked' | 'empty' | 'not applicable';

export interface Box {
  readonly operation: Operation;
  readonly concern: Concern;
  readonly readiness: Readiness;
  readonly state: BoxState;
  readonly means: string;
  /** Those that ran and held. */
  readonly proofs: readonly ScenarioResult[];
  /** Why it is empty. */
  readonly missing: readonly string[];
}

/** Scenarios that would tick a box if they were run. */
export interface Declared {
  readonly name: string;
  readonly proves: readonly Readiness[];
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function notHeld(claiming: readonly ScenarioResult[]): string[] {
  return claiming
    .filter(({ verdict }) => verdict !== 'held')
    .map(({ name, verdict, reasons }) => {
      const how = verdict === 'void' ? 'hit nothing (void)' : 'did not hold';
      return `\`${name}\` ${how}${reasons[0] === undefined ? '' : `: ${reasons[0]}`}`;
    });
}

/** A point that could not be struck is one at which nobody knows what a crash does. */
function missedPoints({ enumerated }: SuiteReport, operation: Operation): string[] {
  return enumerated
    .filter((each) => each.operation === operation)
    .flatMap(({ missed }) => missed.map((point) => `a point could not be struck: ${point}`));
}

function unproved(readiness: Readiness, declared: readonly Declared[]): string[] {
  const notRun = declared.filter(({ proves }) => proves.includes(readiness)).map(({ name }) => name);
  if (notRun.length === 0) return ['no scenario proves it yet'];
  return [`what would prove it did not run: ${quoted(notRun)}`];
}

function judge(report: SuiteReport, readiness: Readiness, meaning: Meaning, declared: readonly Declared[]) {
  if ('notApplicable' in meaning)
    return { state: 'not applicable', means: meaning.notApplicable, proofs: [], missing: [] } as const;
  const [operation, concern] = readiness.split('.') as [Operation, Concern];
  const claiming = report.results.filter(({ proves }) => proves.includes(readiness));
  const missing = [
    ...notHeld(claiming),
    ...(concern === 'recovery' ? missedPoints(report, operation) : []),
    ...(claiming.length === 0 ? unproved(readiness, declared) : []),
  ];
  return {
    state: missing.length === 0 ? 'ticked' : 'empty',
    means: meaning.means,
    proofs: claiming.filter(({ verdict }) => verdict === 'held'),
    missing,
  } as const;
}

/** All boxes, operation by operation. */
export function boxesOf(
  report: SuiteReport,
  meanings: Readonly<Record<Readiness, Meaning>>,
  declared: readonly Declared[],
): Box[] {
  return operations.flatMap((operation) =>
    concerns.map((concern): Box => {
      const readiness: Readiness = `${operation}.${concern}`;
      return { operation, concern, readiness, ...judge(report, readiness, meanings[readiness], declared) };
    }),
  );
}
