import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions } from './command-line.ts';
import { apiReports } from './docs/api-reports.ts';
import { type GeneratedPage, generatedPages } from './docs/generated-pages.ts';
import { runCommand } from './run-command.ts';

const root = path.resolve(import.meta.dirname, '..');

const usage = `npm run docs [-- --check]

Writes the generated parts of docs: reference/settings.md, reference/statuses.md, and the line numbers in explanation/lesson.md; and what each library exports, in its folder api.
--check only compares them.
Exit codes: 0 they are up to date, 1 they are not (--check), 2 these arguments make no sense.`;

async function run({ isCheck }: { readonly isCheck: boolean }): Promise<void> {
  const pages = [...(await generatedPages(root)), ...apiReports(root)];
  const stale = pages.filter(({ file, text }) => current(file) !== text);
  const names = stale.map(({ file }) => file).join(', ');
  if (isCheck && stale.length > 0) throw new Error(`${names} out of date. Run: npm run docs`);
  stale.forEach(write);
  console.log(stale.length === 0 ? 'docs are up to date' : `wrote ${names}`);
}

function current(file: string): string | undefined {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
}

function write({ file, text }: GeneratedPage): void {
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}

function read(args: readonly string[]): { isCheck: boolean } {
  const { values } = parseOptions(args, { check: { type: 'boolean' } }, false);
  return { isCheck: values.check ?? false };
}

await runCommand({ usage, read, run });
