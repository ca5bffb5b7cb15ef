import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { checkedOut, updateLock } from './copy-without.ts';
import { git } from './git.ts';
import {
  allBut,
  editsFile,
  generatedFiles,
  linesOf,
  partsFolder,
  partsOf,
  publishedFiles,
  removedFile,
} from './parts.ts';
import { readRemoval, removeWhatFits } from './removal.ts';
import { lineOfFigures, unpublish } from './unpublish.ts';

/** Hunks of which every fork makes the lines anew. */
const madeAnew = [
  // The hash of a rendering.
  '^# Written by npm run check:k8s',
  // A line number in docs/explanation/lesson.md.
  '\\[[a-z.-]+\\.ts:[0-9]+\\]',
  lineOfFigures,
];

/**
 * Writes a part, or a combination of them, as the difference between HEAD and a commit without it, to commit.
 * @throws UsageError
 */
export function writePart(root: string, name: string, ref: string): void {
  const base = git(root, ['merge-base', 'HEAD', ref], { alsoFine: 1 }).trim();
  if (base === '' || git(root, ['diff', '--name-only', base, 'HEAD', ...allBut(partsFolder)]) !== '')
    throw new UsageError(`${ref} has not all commits of HEAD: rebase it first.`);
  const binary = linesOf(diff(root, ref, ['--numstat', '--diff-filter=d', ...kept])).filter((line) =>
    line.startsWith('-'),
  );
  if (binary.length > 0)
    throw new UsageError(`A part changes only text, and ${ref} has changed ${binary.join(', ')}.`);
  const parts = partsOf(name);
  const { paths, files } = parts.length === 1 ? whole(root, ref) : notOfItsParts(root, ref, parts);
  const ignored = madeAnew.map((line) => `--ignore-matching-lines=${line}`);
  const options = ['--unified=1', '--full-index', ...ignored, '--diff-filter=d'];
  const edits = files.length === 0 ? '' : diff(root, ref, [...options, '--', ...files]);
  mkdirSync(path.join(root, partsFolder, name), { recursive: true });
  writeFileSync(path.join(root, removedFile(name)), paths.map((each) => `${each}\n`).join(''));
  writeFileSync(path.join(root, editsFile(name)), edits);
  git(root, ['add', path.join(partsFolder, name)]);
}

const kept = allBut(partsFolder, ...publishedFiles, ...generatedFiles);

const diff = (root: string, ref: string, options: readonly string[]): string =>
  git(root, ['diff', '--no-color', '--no-ext-diff', '--no-renames', 'HEAD', ref, ...options]);

interface Difference {
  readonly paths: readonly string[];
  readonly files: readonly string[];
}

const whole = (root: string, ref: string): Difference => ({
  paths: removed(root, ref),
  files: linesOf(diff(root, ref, ['--name-only', '--diff-filter=d', ...kept])),
});

/** Only what removing the parts one after the other gets wrong, or cannot do. */
function notOfItsParts(root: string, ref: string, parts: readonly string[]): Difference {
  const { paths, files } = whole(root, ref);
  const removals = parts.map((part) => readRemoval(root, part));
  const gone = new Set(removals.flatMap((each) => each.paths));
  const folder = checkedOut(root, 'HEAD');
  try {
    const misfits = removals.flatMap((each) => removeWhatFits(folder, each, '--index'));
    const isAsMade = (file: string): boolean =>
      !misfits.includes(file) &&
      existsSync(path.join(folder, file)) &&
      readFileSync(path.join(folder, file), 'utf8') === git(root, ['show', `${ref}:${file}`]);
    return {
      paths: paths.filter((each) => !gone.has(each)),
      files: files.filter((file) => !isAsMade(file)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whole folders where nothing is left in them, so that files that are added there later go, too. */
function removed(root: string, ref: string): string[] {
  const left = new Set(linesOf(git(root, ['ls-tree', '-r', '--name-only', ref])).flatMap(foldersOf));
  const gone = linesOf(
    diff(root, ref, ['--name-only', '--diff-filter=D', ...allBut(partsFolder, ...publishedFiles)]),
  );
  const paths = gone.map((file) => foldersOf(file).find((folder) => !left.has(folder)) ?? file);
  return [...new Set(paths)].sort();
}

/** `a/b/c.ts`: `a/` and `a/b/` */
const foldersOf = (file: string): string[] =>
  [...file.matchAll(/\//g)].map(({ index }) => file.slice(0, index + 1));

/**
 * Adds a worktree beside the repository, on a branch of its own, and removes the part or combination there.
 * The files whose edits did not fit have conflict markers, or are left as they are.
 */
export function refreshPart(
  root: string,
  name: string,
): { readonly folder: string; readonly branch: string; readonly conflicts: readonly string[] } {
  const branch = `without-${name.replaceAll('+', '-and-')}`;
  const folder = `${root}-${branch}`;
  git(root, ['worktree', 'add', '--quiet', '-b', branch, folder]);
  const conflicts = removeWhatFits(folder, readRemoval(root, name), '--3way');
  git(folder, ['rm', '-r', '--quiet', '--', partsFolder]);
  updateLock(folder);
  unpublish(folder);
  return { folder, branch, conflicts };
}
