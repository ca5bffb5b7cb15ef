/** `npm run fork`: makes a repository of your own from this one. */
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { makeFork, runIn } from './fork/make-fork.ts';
import { type Names, namesFor } from './fork/names.ts';
import { knownParts, partsNamed } from './fork/parts.ts';
import { namesOf } from './fork/record.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run fork -- --name NAME --into FOLDER [--scope @SCOPE] [--remove PART] [--no-check]

Makes a repository of your own from the last commit of this one, under your name everywhere: packages, images,
Kubernetes namespace, documents, addresses of problems. FOLDER becomes a git repository with one commit. fork.json says what it
was made from, so that npm run fork:update in it can merge a later version.
--name      one word of 2 to 12 lowercase letters and digits, such as ticketly
--into      a new or empty folder outside this repository
--scope     the npm scope of its packages; default: @NAME
--remove    a part to leave out, with all that belongs to it; may be repeated. Parts: ${knownParts(repositoryRoot).join(', ') || 'none'}
--no-check  leaves out npm run check at the end, which takes about two minutes
Exit codes: 0 done, 1 failed, 2 invalid arguments; then nothing is written.`;

interface Command {
  readonly names: Names;
  readonly folder: string;
  readonly removed: readonly string[];
  readonly isChecked: boolean;
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, {
    name: { type: 'string' },
    scope: { type: 'string' },
    into: { type: 'string' },
    remove: { type: 'string', multiple: true, default: [] },
    'no-check': { type: 'boolean' },
  });
  refuseMore(positionals);
  const { into = '', name, scope } = values;
  const names = namesFor(namesOf(repositoryRoot), { ...(name && { name }), ...(scope && { scope }) });
  if (into === '') throw new UsageError('--into is required.');
  const removed = partsNamed(repositoryRoot, values.remove);
  // npm runs this in the repository, wherever it was called.
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), into);
  return { names, folder, removed, isChecked: values['no-check'] !== true };
}

async function run({ names, folder, removed, isChecked }: Command): Promise<void> {
  const say = (line: string): void => console.log(line);
  await makeFork({ root: repositoryRoot, folder, names, removed, say });
  if (isChecked) runIn(folder, 'tools/check.ts');
  say(`\n${names.name} is in ${folder}, with one commit.
Next: cd ${folder} && npm start. Then docs/how-to/fork.md: what is yours, and how to update.`);
}

await runCommand({ usage, read, run });
