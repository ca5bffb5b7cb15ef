import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import {
  type Concern,
  concerns,
  type Operation,
  operations,
  type Readiness,
  rowOf,
} from '../scenario/readiness-box.ts';
import { type Meaning } from './meanings.ts';

/** Ticked: every scenario that claims the box ran and held. A single one that did not leaves it empty. */
export type BoxState = 'ticked' | 'empty' | 'not applicable';

export interface Box {
  readonly operation: Operation;
  readonly concern: Concern;
  readonly readiness: Readiness;
  readonly state: BoxState;
  readonly means: string;
  /** The scenarios that ran and held. */
  readonly proofs: readonly ScenarioResult[];
  /** Why it is empty. */
  readonly missing: readonly string[];
}

/** A scenario that would tick a box if it ran. */
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

/** At a point that could not be struck, the effect of a crash is unknown. */
function missedPoints({ enumerated }: SuiteReport, operation: Operation): string[] {
  return enumerated
    .filter((each) => rowOf(each.operation) === operation)
    .flatMap(({ missed }) => missed.map((point) => `point not struck: ${point}`));
}

function unproved(readiness: Readiness, declared: readonly Declared[]): string[] {
  const notRun = declared.filter(({ proves }) => proves.includes(readiness)).map(({ name }) => name);
  if (notRun.length === 0) return ['no scenario covers it yet'];
  return [`did not run: ${quoted(notRun)}`];
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

/** All boxes, in the order of operations and concerns. */
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
