import { styleText } from 'node:util';
import { CannotStart } from '@holdfast/local-stack';

type Style = Parameters<typeof styleText>[0];

/** Text in a style where the terminal has one, plain elsewhere. */
export const styled = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

/** Columns of equal width, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

/** A path as one would type it here. */
export function shortPath(absolute: string): string {
  const here = `${process.cwd()}/`;
  return absolute.startsWith(here) ? absolute.slice(here.length) : absolute;
}

/** Runs a command; a failure is told without a stack trace, and the exit code is 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(styled('red', explain(error)));
    process.exitCode = 1;
  }
}

/** What went wrong, for a person. */
export function explain(error: unknown): string {
  if (error instanceof CannotStart) {
    return ['Cannot start:', ...error.problems.map((problem) => `  - ${problem}`)].join('\n');
  }
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : error.message;
}
