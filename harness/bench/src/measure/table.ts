import { type Spread } from './statistics.ts';

/** Aligned columns, two spaces apart: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const line = (row: readonly string[]): string =>
    widths.map((w, column) => (row[column] ?? '')[column === 0 ? 'padEnd' : 'padStart'](w)).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}`).join('\n');
}

/** Three digits: a measurement is no more precise than that. */
export function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value >= 99.5) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 9.95 ? 1 : 2);
}

/** The lowest and the highest round; empty if they are the same. */
export function range(spread: Spread | undefined): string {
  if (spread === undefined || spread.lowest === spread.highest) return '';
  return `${number(spread.lowest)} to ${number(spread.highest)}`;
}
