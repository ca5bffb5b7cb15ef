/** `npm run fork:parts`: for maintainers, what `npm run fork -- --remove` takes away. */
import { repositoryRoot } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { git } from './fork/git.ts';
import { knownRemovals, partsFolder, partsOf, removalOf } from './fork/parts.ts';
import { refreshPart, writePart } from './fork/write-part.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run fork:parts -- --from REF PART
npm run fork:parts -- --refresh PART

Keeps up what npm run fork -- --remove PART takes away: ${partsFolder}/PART lists the files that go, and has a patch of the
others. A unit spec fails once it does not fit any longer. PART may be one+other: what differs if both are left out.
--from     writes the part: the difference between HEAD and REF, a commit on top of HEAD without the part
--refresh  adds a worktree beside this folder, on the branch without-PART, and removes the part there as far as it fits
Exit codes: 0 done, 1 failed, or edits to make in the worktree; 2 invalid arguments.`;

interface Command {
  readonly part: string;
  /** Undefined: refresh. */
  readonly from: string | undefined;
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, {
    from: { type: 'string' },
    refresh: { type: 'boolean', default: false },
  });
  const [part = '', ...more] = positionals;
  refuseMore(more);
  const { from, refresh } = values;
  if ((from === undefined) !== refresh) throw new UsageError('Give either --from or --refresh.');
  const parts = partsOf(part);
  if (!parts.every((each) => /^[a-z][a-z-]*$/.test(each)) || removalOf(parts) !== part)
    throw new UsageError(
      `The part is "${part}": it must be a lowercase word, or several in order: one+other.`,
    );
  const known = knownRemovals(repositoryRoot);
  const needed = refresh ? [part] : parts.length > 1 ? parts : [];
  const unknown = needed.find((each) => !known.includes(each));
  if (unknown !== undefined)
    throw new UsageError(`There is no part "${unknown}". Parts: ${known.join(', ') || 'none'}.`);
  const changes = git(repositoryRoot, ['status', '--porcelain']).trimEnd();
  if (changes !== '') throw new UsageError(`Commit or stash your changes first:\n${changes}`);
  return { part, from };
}

function run({ part, from }: Command): void {
  if (from === undefined) return refresh(part);
  writePart(repositoryRoot, part, from);
  console.log(`wrote ${partsFolder}/${part}`);
}

function refresh(part: string): void {
  const { folder, branch, conflicts } = refreshPart(repositoryRoot, part);
  console.log(`${folder} is this repository without ${part}, on the branch ${branch}.`);
  if (conflicts.length > 0) {
    console.error(`\nThese did not fit. Edit them:\n${conflicts.map((file) => `  ${file}`).join('\n')}`);
    process.exitCode = 1;
  }
  console.log(
    `\nNext, there: edit what still names it, generate the rest (CONTRIBUTING.md), try npm run check, and commit. Then here: npm run fork:parts -- --from ${branch} ${part}`,
  );
}

await runCommand({ usage, read, run });
