import { repositoryRoot } from '@holdfast/local-stack';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions, UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { filesIn, hitsOf, ledgerOf, sumOf } from './words/ledger.ts';

const usage = `npm run lint:words [-- PATH …] [--accept]

Lists comments, strings and documents whose English stumbles: file:line, the rule, and what to write instead.
PATH      only files whose path begins with it, such as apps/checkout or README.md
--accept  writes tools/words-baseline.json: long lines, cells and sentences by file, whose numbers may only fall
A line that ends in words-allow: REASON is excused.
Exit codes: 0 nothing found, 1 something found, 2 invalid arguments.`;

interface Command {
  readonly paths: readonly string[];
  readonly isAccepted: boolean;
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, { accept: { type: 'boolean' } });
  const all = filesIn(repositoryRoot);
  const unknown = positionals.find((word) => !all.some((file) => file.startsWith(word)));
  if (unknown !== undefined) throw new UsageError(`No file begins with "${unknown}".`);
  return { paths: positionals, isAccepted: values.accept ?? false };
}

function run({ paths, isAccepted }: Command): void {
  if (isAccepted) return accept();
  const files = filesIn(repositoryRoot).filter(
    (file) => paths.length === 0 || paths.some((prefix) => file.startsWith(prefix)),
  );
  const hits = hitsOf(repositoryRoot, files);
  for (const { file, line, rule, advice, text } of hits)
    console.log(`${file}:${line}  ${rule} → ${advice}\n    ${text}`);
  console.log(`${hits.length} found in ${files.length} files`);
  if (hits.length > 0) process.exitCode = 1;
}

function accept(): void {
  const { measures } = ledgerOf(repositoryRoot);
  writeFileSync(
    path.join(repositoryRoot, 'tools/words-baseline.json'),
    `${JSON.stringify(measures, undefined, 2)}\n`,
  );
  for (const [name, counts] of Object.entries(measures)) console.log(`${sumOf(counts)} ${name}`);
}

await runCommand({ usage, read, run });
