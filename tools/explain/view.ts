import { durationText } from '../duration-text.ts';
import { type Dependency, type ServiceReport } from './report.ts';
import { wrap } from './wrap.ts';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

export interface ViewOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Instants are told from here, ms since the epoch. */
  readonly now: number;
  readonly paint: Paint;
}

const heads = ['dependency', 'breaker', 'since', 'failed', 'limit', 'commonest cause'];
const breakerColumn = 1;
const colours = { closed: 'green', open: 'red', half_open: 'yellow' } as const;
/** Longer lines are hard to read. */
const longestLine = 120;

/** The table of all services with what users see, and under it the whole story of each breaker that is not closed. */
export function view(reports: readonly ServiceReport[], options: ViewOptions): string {
  const { paint } = options;
  const widths = heads.map((head, column) =>
    Math.max(
      head.length,
      ...reports.flatMap((report) => rowsOf(report, options).map((row) => row[column]!.length)),
    ),
  );
  const table = [
    paint('bold', line(heads, widths)),
    ...reports.flatMap((report) => serviceLines(report, widths, options)),
  ];
  return [table.join('\n'), ...stories(reports, options)].join('\n\n');
}

function rowsOf(report: ServiceReport, { now }: ViewOptions): string[][] {
  return report.answers ? report.dependencies.map((dependency) => row(dependency, now)) : [];
}

function row(dependency: Dependency, now: number): string[] {
  const { breaker, since, failures, finished, limits, mostCommonCause, hasBreaker } = dependency;
  return [
    dependency.dependency,
    hasBreaker ? breaker.replace('_', '-') : 'none',
    durationText(now - Date.parse(since)),
    hasBreaker ? `${failures}/${finished}` : '-',
    hasBreaker ? `${limits.failurePercent} % of ${limits.minThroughput}` : '-',
    mostCommonCause ?? '-',
  ];
}

function line(
  cells: readonly string[],
  widths: readonly number[],
  paintBreaker = (text: string) => text,
): string {
  const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  const last = padded.length - 1;
  return `  ${padded
    .map((cell, column) => (column === last ? cell.trimEnd() : cell))
    .map((cell, column) => (column === breakerColumn ? paintBreaker(cell) : cell))
    .join('  ')}`;
}

function serviceLines(report: ServiceReport, widths: readonly number[], options: ViewOptions): string[] {
  const { paint } = options;
  if (!report.answers)
    return [`${paint('bold', report.service)}  ${paint('red', `does not answer (${report.reason})`)}`];
  if (report.dependencies.length === 0)
    return [`${paint('bold', report.service)}  calls nothing that could fail it`];
  return [
    paint('bold', report.service),
    ...report.dependencies.flatMap((dependency) => [
      line(row(dependency, options.now), widths, (text) => paint(colours[dependency.breaker], text)),
      ...indented(`Users see: ${dependency.usersSee}`, options).map((each) => paint('dim', each)),
      ...indented(next(dependency, options.now), options),
    ]),
  ];
}

/** What happens next, where something does. */
function next({ breaker, nextProbeAt, pausedUntil }: Dependency, now: number): string {
  const waits: string[] = [];
  if (pausedUntil !== null)
    waits.push(`It is left alone for ${durationText(Date.parse(pausedUntil) - now)}.`);
  if (nextProbeAt !== null)
    waits.push(`A call is let through as a test in ${durationText(Date.parse(nextProbeAt) - now)}.`);
  if (breaker === 'half_open') waits.push('One call at a time is let through as a test.');
  return waits.length === 0 ? '' : `Next: ${waits.join(' ')}`;
}

function stories(reports: readonly ServiceReport[], options: ViewOptions): string[] {
  return reports.flatMap((report) =>
    (report.answers ? report.dependencies : [])
      .filter(({ breaker, pausedUntil }) => breaker !== 'closed' || pausedUntil !== null)
      .map(({ dependency, explanation }) =>
        [options.paint('bold', `${report.service} → ${dependency}`), ...indented(explanation, options)].join(
          '\n',
        ),
      ),
  );
}

function indented(text: string, { width }: ViewOptions): string[] {
  return wrap(text, Math.min(width, longestLine) - 4).map((each) => `    ${each}`);
}
