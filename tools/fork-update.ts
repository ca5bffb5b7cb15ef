/** `npm run fork:update`: merges a later version of the repository that this fork was made from. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { git } from './fork/git.ts';
import { runIn } from './fork/make-fork.ts';
import { layerOf } from './fork/layers.ts';
import { changedOfUpstream, mergeUpstream } from './fork/merge-upstream.ts';
import { type ForkRecord, readRecord } from './fork/record.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run fork:update [-- --to REF] [--from URL]
npm run fork:update -- --changed

Makes a fork of a later version of the repository that this one was made from, with the same names and without the same parts, and merges it. Your
own changes stay. Only lines that both sides changed conflict, as in any merge.
--to    a tag, branch or commit; default: the default branch
--from  the repository; default: that of fork.json
--changed  merges nothing: lists what you have changed in upstream's layer, which each update may have to merge
Exit codes: 0 merged, or nothing new; 1 failed, or conflicts to resolve; 2 invalid arguments.`;

interface Command {
  readonly record: ForkRecord;
  readonly from: string;
  readonly to: string;
  /** Only lists. */
  readonly isList: boolean;
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, {
    to: { type: 'string' },
    from: { type: 'string' },
    changed: { type: 'boolean', default: false },
  });
  refuseMore(positionals);
  const record = readRecord(repositoryRoot);
  if (record === undefined) throw new UsageError('This repository is not a fork: it has no fork.json.');
  const isList = values.changed;
  if (isList && (values.to ?? values.from) !== undefined)
    throw new UsageError('--changed merges nothing, so it takes neither --to nor --from.');
  const changes = isList ? '' : git(repositoryRoot, ['status', '--porcelain']).trimEnd();
  if (changes !== '') throw new UsageError(`Commit or stash your changes first:\n${changes}`);
  return { record, from: addressOf(values.from ?? record.upstream.url), to: values.to ?? 'HEAD', isList };
}

/** A folder may be given relative to where npm was called; git would take it relative to the clone. */
function addressOf(from: string): string {
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), from);
  return existsSync(folder) ? folder : from;
}

function run(command: Command): void {
  if (command.isList) return list();
  update(command);
}

function list(): void {
  const files = changedOfUpstream(repositoryRoot);
  console.log(
    files.length === 0
      ? "You have changed nothing of upstream's."
      : `You have changed these files of upstream's:\n${listed(files)}`,
  );
}

const listed = (files: readonly string[]): string => files.map((file) => `  ${file}`).join('\n');

function update({ record: { name, scope, removed = [] }, from, to }: Command): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'fork-update-'));
  const [upstream, fresh] = [path.join(folder, 'upstream'), path.join(folder, 'fork')];
  try {
    console.log(`cloning ${from}`);
    git(folder, ['clone', '--quiet', from, upstream]);
    git(upstream, ['checkout', '--quiet', to]);
    console.log('making the fork of that version (about three minutes)');
    // The rules of renaming are those of the version that is renamed.
    runIn(
      upstream,
      'tools/fork.ts',
      ['--name', name, '--scope', scope, '--into', fresh, '--no-check', ...removed.flatMap(removing)],
      'ignore',
    );
    report(mergeUpstream(repositoryRoot, fresh));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const removing = (part: string): string[] => ['--remove', part];

function report(merge: ReturnType<typeof mergeUpstream>): void {
  if (merge.kind === 'nothing_new') return console.log('\nNothing new: this fork has that version.');
  if (merge.notes.length > 0)
    console.log(`\nThese notes say what changed for a fork:\n${listed(merge.notes)}`);
  if (merge.kind === 'merged') return console.log('\nMerged. Next: npm run check, then npm test.');
  console.error(
    '\nBoth sides changed these files. Resolve them, git add them, then git commit; or git merge --abort.',
  );
  const { yours = [], upstream = [] } = Object.groupBy(merge.files, layerOf);
  if (yours.length > 0) console.error(`\nYours:\n${listed(yours)}`);
  if (upstream.length > 0)
    console.error(
      `\nUpstream's, which you had changed, so that you merge them again and again:\n${listed(upstream)}`,
    );
  process.exitCode = 1;
}

await runCommand({ usage, read, run });
