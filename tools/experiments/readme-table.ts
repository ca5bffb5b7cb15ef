import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { type MomentTimes } from './times.ts';

export const readmeFile = path.join(repositoryRoot, 'harness/failure-lab/README.md');

const place = /(<!-- times -->\n)[\s\S]*?(<!-- \/times -->)/;
const number = (value: number): string => value.toLocaleString('en-US');

/** The README of the lab with a new table of times. */
export function readmeWith(
  all: readonly MomentTimes[],
  rounds: number,
  page = readFileSync(readmeFile, 'utf8'),
  date = new Date().toISOString().slice(0, 10),
): string {
  if (!place.test(page)) throw new Error('The README has no place for the table: <!-- times -->.');
  const intro = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${date}. The slowest time of each moment, and its bound:`;
  return page.replace(
    place,
    (_, start: string, end: string) => `${start}\n${intro}\n\n${table(all)}\n\n${end}`,
  );
}

/** Aligned as prettier does it. */
function table(all: readonly MomentTimes[]): string {
  const rows = all.map(({ experiment, moment, slowestMs, boundMs }) => [
    experiment,
    moment,
    number(slowestMs),
    number(boundMs),
  ]);
  const head = ['experiment', 'moment', 'slowest ms', 'bound ms'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = (column: number): boolean => column >= 2;
  const cell = (text: string, column: number): string =>
    isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  const rule = widths.map((width, column) =>
    isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [head.map(cell), rule, ...rows.map((row) => row.map(cell))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
