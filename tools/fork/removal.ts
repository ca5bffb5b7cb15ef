import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { editsFile, linesOf, partsFolder, partsOf, removedFile } from './parts.ts';

/** Takes a part, or a combination of them, out of a repository. */
export interface Removal {
  /** Folders end with a slash. */
  readonly paths: readonly string[];
  /** In the order in which they apply. */
  readonly edits: readonly Edits[];
}

interface Edits {
  /** Absolute. */
  readonly patch: string;
  /** The files of the patch that are changed, without those that go or that another patch changes. */
  readonly files: readonly string[];
}

/** @param name a part, or `one+other` */
export function readRemoval(root: string, name: string): Removal {
  const parts = partsOf(name);
  const all = parts.length === 1 ? parts : [...parts, name];
  const paths = [...new Set(all.flatMap((each) => removedPaths(root, each)))];
  const together = parts.length === 1 ? [] : editedFiles(root, name);
  const isLeft = (file: string, of: string): boolean =>
    !paths.some((gone) => file === gone || (gone.endsWith('/') && file.startsWith(gone))) &&
    (of === name || !together.includes(file));
  const edits = all.map((each) => ({
    patch: path.join(root, editsFile(each)),
    files: editedFiles(root, each).filter((file) => isLeft(file, each)),
  }));
  return { paths, edits };
}

/** Of a combination, only what goes with neither of its parts. */
const removedPaths = (root: string, name: string): readonly string[] =>
  linesOf(readFileSync(path.join(root, removedFile(name)), 'utf8'));

const editedFiles = (root: string, name: string): readonly string[] =>
  linesOf(git(root, ['apply', '--allow-empty', '--numstat', editsFile(name)])).map(
    (line) => line.split('\t')[2] ?? '',
  );

/** @throws Error if any edit does not fit */
export function remove(folder: string, { paths, edits }: Removal): void {
  for (const { patch, files } of edits)
    if (files.length > 0) git(folder, ['apply', '--index', '--whitespace=nowarn', ...only(files), patch]);
  removePaths(folder, [...paths, partsFolder]);
}

/** Removes file by file. Returns those whose edits did not fit: unchanged or, with `--3way`, with markers. */
export function removeWhatFits(
  folder: string,
  { paths, edits }: Removal,
  how: '--index' | '--3way',
): readonly string[] {
  const misfits = edits.flatMap(({ patch, files }) =>
    files.filter((file) => !fits(folder, ['apply', how, '--whitespace=nowarn', ...only([file]), patch])),
  );
  const there = paths.filter((each) => existsSync(path.join(folder, each)));
  if (there.length > 0) removePaths(folder, there);
  return [...new Set(misfits)];
}

const only = (files: readonly string[]): readonly string[] => files.map((file) => `--include=${file}`);

function removePaths(folder: string, paths: readonly string[]): void {
  git(folder, ['rm', '-r', '--force', '--quiet', '--', ...paths]);
}

function fits(folder: string, command: readonly string[]): boolean {
  try {
    git(folder, command);
    return true;
  } catch {
    return false;
  }
}
