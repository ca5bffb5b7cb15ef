/** `npm run check:pages`: the size of the storefront's pages. bootstrap.mjs has built them already. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { parseOptions } from './command-line.ts';
import { measurePages, reportOf } from './page-budgets/page-budgets.ts';
import { runCommand } from './run-command.ts';

const root = path.resolve(import.meta.dirname, '..');

const usage = `npm run check:pages

Compares the size of the storefront's pages, compressed with gzip, with their budgets in tools/page-budgets.
Exit codes: 0 all are within their budgets, 1 one is over, 2 invalid arguments.`;

async function run(): Promise<void> {
  const pictures = globSync('apps/checkout/images/*', { cwd: root }).map((file) => path.join(root, file));
  const { lines, isOk } = reportOf(await measurePages(path.join(root, 'apps/storefront/dist'), pictures));
  for (const line of lines) console.log(line);
  if (!isOk) process.exitCode = 1;
}

await runCommand({ usage, read: (args) => void parseOptions(args, {}, false), run });
