/** `npm run check:upgrades`: whether those who update a fork are informed of what changed for them. */
import { repositoryRoot } from '@holdfast/local-stack';
import { parseOptions, UsageError } from './command-line.ts';
import { git } from './fork/git.ts';
import { readRecord } from './fork/record.ts';
import { runCommand } from './run-command.ts';
import { changesWithoutNote } from './upgrades/changes-without-note.ts';

const usage = `npm run check:upgrades [-- --since REF]

Lists changes of exports, migrations, settings, Kubernetes manifests and APIs that no note in .upgrades covers.
--since  a tag, branch or commit to compare with; default: the newest tag
In a fork, and without a tag, it has nothing to compare with, and says so.
Exit codes: 0 every change has a note, 1 one has none, or a note is not complete, 2 invalid arguments.`;

interface Command {
  readonly since?: string;
}

function read(args: readonly string[]): Command {
  const { values } = parseOptions(args, { since: { type: 'string' } }, false);
  if (values.since !== undefined && !isCommit(values.since))
    throw new UsageError(`--since names "${values.since}", which is not a commit here.`);
  return values;
}

function isCommit(ref: string): boolean {
  try {
    git(repositoryRoot, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
    return true;
  } catch {
    return false;
  }
}

function run({ since = newestTag() }: Command): void {
  if (readRecord(repositoryRoot) !== undefined)
    return console.log('This is a fork: its notes come with the updates of upstream.');
  if (since === undefined) return console.log('No version is tagged yet, so nothing can be compared.');
  const missing = [...changesWithoutNote(repositoryRoot, since)];
  if (missing.length === 0) return console.log(`Every change since ${since} that needs a note has one.`);
  for (const [area, files] of missing)
    console.error(
      `${area} changed since ${since}, and no new note in .upgrades covers it:\n  ${files.join('\n  ')}`,
    );
  console.error('\nAdd a note as .upgrades/README.md shows.');
  process.exitCode = 1;
}

const newestTag = (): string | undefined =>
  git(repositoryRoot, ['tag', '--merged', 'HEAD', '--sort=-creatordate']).split('\n').find(Boolean);

await runCommand({ usage, read, run });
