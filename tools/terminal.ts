import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { CannotStart } from '@holdfast/local-stack';
import { UsageError } from './command-line.ts';

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

/** Name and value in columns, without the values that are not there. */
export function facts(rows: readonly (readonly [string, string | undefined])[], nameWidth: number): string[] {
  return rows.flatMap(([name, fact]) => (fact === undefined ? [] : [`  ${name.padEnd(nameWidth)}  ${fact}`]));
}

/** A path as one would type it here. */
export function shortPath(absolute: string): string {
  const here = `${process.cwd()}/`;
  return absolute.startsWith(here) ? absolute.slice(here.length) : absolute;
}

/** What a person answers after reading what follows from a yes. @throws UsageError when nobody is here to be asked. */
export async function answerTo(consequences: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is here to be asked: say --yes when you are sure.');
  console.log(consequences);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question('Type yes to go on: ')).trim();
  } finally {
    terminal.close();
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
