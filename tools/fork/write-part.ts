import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { updateLock } from './copy-without.ts';
import { git } from './git.ts';
import {
  allBut,
  editsFile,
  generatedFiles,
  linesOf,
  partsFolder,
  publishedFiles,
  removedFile,
  removedPaths,
} from './parts.ts';
import { lineOfFigures, unpublish } from './unpublish.ts';

/** Hunks of which every fork makes the lines anew. */
const madeAnew = [
  // The hash of a rendering.
  '^# Written by npm run check:k8s',
  // A line number in docs/explanation/lesson.md.
  '\\[[a-z.-]+\\.ts:[0-9]+\\]',
  lineOfFigures,
];

/** Writes a part as the difference between HEAD and a commit without it, to commit. @throws UsageError */
export function writePart(root: string, part: string, ref: string): void {
  const base = git(root, ['merge-base', 'HEAD', ref], { alsoFine: 1 }).trim();
  if (base !== git(root, ['rev-parse', 'HEAD']).trim())
    throw new UsageError(`${ref} has not all commits of HEAD: rebase it first.`);
  const kept = allBut(partsFolder, ...publishedFiles, ...generatedFiles);
  const binary = linesOf(diff(root, ref, ['--numstat', '--diff-filter=d', ...kept])).filter((line) =>
    line.startsWith('-'),
  );
  if (binary.length > 0)
    throw new UsageError(`A part changes only text, and ${ref} has changed ${binary.join(', ')}.`);
  const ignored = madeAnew.map((line) => `--ignore-matching-lines=${line}`);
  const edits = diff(root, ref, ['--unified=1', '--full-index', ...ignored, '--diff-filter=d', ...kept]);
  mkdirSync(path.join(root, partsFolder, part), { recursive: true });
  writeFileSync(path.join(root, removedFile(part)), `${removed(root, ref).join('\n')}\n`);
  writeFileSync(path.join(root, editsFile(part)), edits);
  git(root, ['add', path.join(partsFolder, part)]);
}

const diff = (root: string, ref: string, options: readonly string[]): string =>
  git(root, ['diff', '--no-color', '--no-ext-diff', '--no-renames', 'HEAD', ref, ...options]);

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
 * Adds a worktree beside the repository, on a branch of its own, and removes the part there. The files whose
 * edits did not fit have conflict markers, or are left as they are.
 */
export function refreshPart(
  root: string,
  part: string,
): { readonly folder: string; readonly branch: string; readonly conflicts: readonly string[] } {
  const branch = `without-${part}`;
  const folder = `${root}-${branch}`;
  git(root, ['worktree', 'add', '--quiet', '-b', branch, folder]);
  const there = removedPaths(root, part).filter((file) => existsSync(path.join(folder, file)));
  git(folder, ['rm', '-r', '--quiet', '--', ...there, `${partsFolder}/${part}`]);
  const edits = path.join(root, editsFile(part));
  const edited = linesOf(git(root, ['apply', '--numstat', edits])).map((line) => line.split('\t')[2] ?? '');
  const conflicts = edited.filter((file) => !applied(folder, edits, file));
  updateLock(folder);
  unpublish(folder);
  return { folder, branch, conflicts };
}

function applied(folder: string, edits: string, file: string): boolean {
  try {
    git(folder, ['apply', '--3way', '--whitespace=nowarn', `--include=${file}`, edits]);
    return true;
  } catch {
    return false;
  }
}
