import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { copyWithout } from './copy-without.ts';
import { git } from './git.ts';
import { type Names } from './names.ts';
import { type ForkRecord, namesOf, recordFile } from './record.ts';
import { formatted, renamedTree, type Tree } from './renamed-tree.ts';

export interface ForkOptions {
  readonly root: string;
  readonly folder: string;
  readonly names: Names;
  /** Parts to leave out. Default: none. */
  readonly removed?: readonly string[];
  readonly say: (line: string) => void;
}

/** Writes, installs and commits a fork. @throws UsageError before anything is written */
export async function makeFork({ root, folder, names, removed = [], say }: ForkOptions): Promise<void> {
  const from = namesOf(root);
  const record = { ...recordOf(root, names, from), ...(removed.length > 0 && { removed }) };
  refuseFolder(root, folder);
  refuseTaken(names, root);
  const tree = await treeOf(root, removed, { from, to: names });
  say(`writing ${tree.size + 1} files as ${names.name}`);
  try {
    writeTree(folder, tree);
    const json = JSON.stringify(record, undefined, 2);
    writeFileSync(path.join(folder, recordFile), await formatted(root, recordFile, json));
    git(folder, ['init', '--quiet', '--initial-branch', 'main']);
    say('installing and building it, to generate documents under its names (about two minutes)');
    runIn(folder, 'tools/fork/settle.ts');
    commit(folder, record);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function treeOf(
  root: string,
  removed: readonly string[],
  { from, to }: { readonly from: Names; readonly to: Names },
): Promise<Tree> {
  if (removed.length === 0) return renamedTree(root, from, to);
  const copy = copyWithout(root, 'HEAD', removed);
  try {
    return await renamedTree(copy, from, to);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Commits the tree, and says which tree it was: `fork:update` merges onto nothing else. */
function commit(folder: string, { upstream }: ForkRecord): void {
  git(folder, ['add', '--all']);
  const tree = git(folder, ['write-tree']).trim();
  const title = `Fork ${upstream.name} at ${upstream.commit.slice(0, 8)}`;
  git(folder, ['commit', '--quiet', '-m', title, '-m', `${treeTrailer}: ${tree}`]);
}

export const treeTrailer = 'Fork-Tree';

function recordOf(root: string, names: Names, from: Names): ForkRecord {
  if (!existsSync(path.join(root, '.git')))
    throw new UsageError('This folder is not a git clone, which a fork is made from.');
  const changes = git(root, ['status', '--porcelain']).trimEnd();
  if (changes !== '')
    throw new UsageError(
      `Commit or stash your changes first; a fork has only what is committed:\n${changes}`,
    );
  // Fails now, not after minutes, if git does not know who commits.
  git(root, ['var', 'GIT_COMMITTER_IDENT']);
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  const remotes = git(root, ['remote', '-v']).match(/^origin\s+(\S+) \(fetch\)$/m);
  const ref = git(root, ['describe', '--tags', '--always']).trim();
  const upstream = { name: from.name, url: remotes?.[1] ?? root, ref, commit };
  return { ...names, upstream };
}

function refuseFolder(root: string, folder: string): void {
  const isInside = !path.relative(root, folder).startsWith('..');
  if (isInside) throw new UsageError('--into must be a folder outside this repository.');
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UsageError(`--into names ${folder}, which is not empty.`);
}

/** These show how to fork, with a name. */
const examples = [':!tools/fork*', ':!docs/how-to/fork.md', ':!README.md', ':!.github/workflows/fork.yml'];

/** Refuses a name that occurs here, even inside a word: a later fork would rename that word, too. */
function refuseTaken({ name }: Names, root: string): void {
  const paths = git(root, ['ls-files', '--', '.', ...examples]).split('\n');
  const inPath = paths.find((file) => file.toLowerCase().includes(name));
  const grep = ['grep', '-I', '-i', '-m1', '-F', '-e', name, '--', '.', ...examples];
  const first = inPath ?? git(root, grep, { alsoFine: 1 }).split('\n')[0] ?? '';
  if (first !== '')
    throw new UsageError(`--name is "${name}", which already occurs here:\n  ${first.slice(0, 150)}`);
}

function writeTree(folder: string, tree: Tree): void {
  for (const [file, { content, isExecutable }] of tree) {
    const absolute = path.join(folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, content, { mode: isExecutable ? 0o755 : 0o644 });
  }
}

/**
 * Runs a program of another clone, which is installed and built first. Its npm must not take this folder for
 * its own, so it gets nothing of the npm that runs this program.
 */
export function runIn(
  folder: string,
  program: string,
  args: readonly string[] = [],
  output: 'inherit' | 'ignore' = 'inherit',
): void {
  const { status, error } = spawnSync(process.execPath, ['tools/bootstrap.mjs', program, ...args], {
    cwd: folder,
    stdio: ['ignore', output, 'inherit'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name))),
  });
  if (error !== undefined) throw new Error(`${program} cannot be run`, { cause: error });
  if (status !== 0) throw new Error(`${program} failed in ${folder}`);
}
