import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { CannotStart } from '@holdfast/local-stack';
import { UsageError } from './command-line.ts';

type Style = Parameters<typeof styleText>[0];

/** Styled text if standard output is a terminal that supports it, else plain text. */
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

/** Names and values in columns; rows without a value are left out. */
export function facts(rows: readonly (readonly [string, string | undefined])[], nameWidth: number): string[] {
  return rows.flatMap(([name, fact]) => (fact === undefined ? [] : [`  ${name.padEnd(nameWidth)}  ${fact}`]));
}

/** A path relative to the current folder if it is inside. */
export function shortPath(absolute: string): string {
  const here = `${process.cwd()}/`;
  return absolute.startsWith(here) ? absolute.slice(here.length) : absolute;
}

/** Prints the consequences and asks for a confirmation. @throws UsageError without a terminal to ask on. */
export async function answerTo(consequences: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is no terminal to confirm on: add --yes if you are sure.');
  console.log(consequences);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question('Type yes to continue: ')).trim();
  } finally {
    terminal.close();
  }
}

/** An error as text for the terminal, with its cause. */
export function explain(error: unknown): string {
  if (error instanceof CannotStart) {
    return ['Cannot start:', ...error.problems.map((problem) => `  - ${problem}`)].join('\n');
  }
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : error.message;
}
