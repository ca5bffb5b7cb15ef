import { durationText } from '../../duration-text.ts';
import { type Dependency, type ServiceReport } from './report.ts';
import { wrap } from './wrap.ts';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

export interface ViewOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Durations are measured to this instant, ms since the epoch. */
  readonly now: number;
  readonly paint: Paint;
}

const heads = ['dependency', 'breaker', 'for', 'failed', 'limit', 'top cause'];
const breakerColumn = 1;
const colors = { closed: 'green', open: 'red', half_open: 'yellow' } as const;
/** Columns; longer lines are hard to read. */
const longestLine = 120;

/** A table of all services and what users see, then an explanation of each breaker that is not closed. */
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
  return [table.join('\n'), ...explanations(reports, options)].join('\n\n');
}

function rowsOf(report: ServiceReport, { now }: ViewOptions): string[][] {
  return report.responds ? report.dependencies.map((dependency) => row(dependency, now)) : [];
}

function row(dependency: Dependency, now: number): string[] {
  const { breaker, since, failures, finished, limits, mostCommonCause, hasBreaker } = dependency;
  return [
    dependency.dependency,
    hasBreaker ? breaker.replace('_', '-') : 'none',
    durationText(now - Date.parse(since)),
    hasBreaker ? `${failures}/${finished}` : '-',
    hasBreaker ? `${limits.failurePercent}% of ${limits.minThroughput}` : '-',
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
  if (!report.responds)
    return [`${paint('bold', report.service)}  ${paint('red', `not responding (${report.reason})`)}`];
  if (report.dependencies.length === 0) return [`${paint('bold', report.service)}  has no dependencies`];
  return [
    paint('bold', report.service),
    ...report.dependencies.flatMap((dependency) => [
      line(row(dependency, options.now), widths, (text) => paint(colors[dependency.breaker], text)),
      ...indented(`Users see: ${dependency.usersSee}`, options).map((each) => paint('dim', each)),
      ...indented(next(dependency, options.now), options),
    ]),
  ];
}

/** The next automatic change, if any. */
function next({ breaker, nextProbeAt, pausedUntil }: Dependency, now: number): string {
  const waits: string[] = [];
  if (pausedUntil !== null)
    waits.push(`no calls for ${durationText(Date.parse(pausedUntil) - now)} (it asked clients to back off)`);
  if (nextProbeAt !== null)
    waits.push(`the first call after ${durationText(Date.parse(nextProbeAt) - now)} is a probe`);
  if (breaker === 'half_open') waits.push('one call at a time goes through as a probe');
  return waits.length === 0 ? '' : `Next: ${waits.join('; ')}.`;
}

function explanations(reports: readonly ServiceReport[], options: ViewOptions): string[] {
  return reports.flatMap((report) =>
    (report.responds ? report.dependencies : [])
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
