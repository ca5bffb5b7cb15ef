import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import {
  type Concern,
  concerns,
  type Operation,
  operations,
  type Readiness,
  rowOf,
} from '../scenario/readiness-box.ts';
import { type SeededBug } from '../prove/seeded-bug.ts';
import { type Meaning } from './meanings.ts';

/**
 * Ticked: every scenario that claims the box ran and held, and they catch two bugs of its concern. A single
 * scenario that did not hold leaves it empty; with fewer bugs it is unproved, because a label proves nothing.
 */
export type BoxState = 'ticked' | 'unproved' | 'empty' | 'not applicable';

/** One bug may be caught by luck. */
export const bugsNeeded = 2;

export interface Box {
  readonly operation: Operation;
  readonly concern: Concern;
  readonly readiness: Readiness;
  readonly state: BoxState;
  readonly means: string;
  /** The scenarios that ran and held. */
  readonly proofs: readonly ScenarioResult[];
  /** The seeded bugs that break the claim of the box, and that a scenario behind it catches. */
  readonly bugs: readonly string[];
  /** Why it is not ticked. */
  readonly missing: readonly string[];
}

/** A scenario that would tick a box if it ran. */
export interface Declared {
  readonly name: string;
  readonly proves: readonly Readiness[];
}

/** A seeded bug, as far as the checklist needs it. `--prove` shows that its scenarios catch it. */
export type Catchable = Pick<SeededBug, 'name' | 'scenarios' | 'boxes'>;

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

/** The bugs of the box's concern that its own scenarios catch. */
function caughtBy(claiming: readonly ScenarioResult[], readiness: Readiness, bugs: readonly Catchable[]) {
  const names = new Set(claiming.map(({ name }) => name));
  return bugs
    .filter(({ boxes, scenarios }) => boxes.includes(readiness) && scenarios.some((name) => names.has(name)))
    .map(({ name }) => name);
}

function tooFewBugs(bugs: readonly string[]): string[] {
  if (bugs.length >= bugsNeeded) return [];
  const known = bugs.length === 0 ? '' : `: ${quoted(bugs)}`;
  return [`${bugs.length} of ${bugsNeeded} bugs of this concern are caught by its scenarios${known}`];
}

interface Sources {
  readonly declared: readonly Declared[];
  readonly bugs: readonly Catchable[];
}

/** No box of a service that the shop does not have applies. */
function meaningIn(report: SuiteReport, readiness: Readiness, meaning: Meaning): Meaning {
  const absent = report.withoutServices?.find((service) => readiness.startsWith(`${service}.`));
  return absent === undefined ? meaning : { notApplicable: `This shop has no ${absent}.` };
}

function judge(report: SuiteReport, readiness: Readiness, usual: Meaning, { declared, bugs }: Sources) {
  const meaning = meaningIn(report, readiness, usual);
  if ('notApplicable' in meaning)
    return {
      state: 'not applicable',
      means: meaning.notApplicable,
      proofs: [],
      bugs: [],
      missing: [],
    } as const;
  const [operation, concern] = readiness.split('.') as [Operation, Concern];
  const claiming = report.results.filter(({ proves }) => proves.includes(readiness));
  const missing = [
    ...notHeld(claiming),
    ...(concern === 'recovery' ? missedPoints(report, operation) : []),
    ...(claiming.length === 0 ? unproved(readiness, declared) : []),
  ];
  const caught = caughtBy(claiming, readiness, bugs);
  const few = tooFewBugs(caught);
  return {
    state: missing.length > 0 ? 'empty' : few.length > 0 ? 'unproved' : 'ticked',
    means: meaning.means,
    proofs: claiming.filter(({ verdict }) => verdict === 'held'),
    bugs: caught,
    missing: missing.length > 0 ? missing : few,
  } as const;
}

/** All boxes, in the order of operations and concerns. */
export function boxesOf(
  report: SuiteReport,
  meanings: Readonly<Record<Readiness, Meaning>>,
  sources: Sources,
): Box[] {
  return operations.flatMap((operation) =>
    concerns.map((concern): Box => {
      const readiness: Readiness = `${operation}.${concern}`;
      return { operation, concern, readiness, ...judge(report, readiness, meanings[readiness], sources) };
    }),
  );
}
