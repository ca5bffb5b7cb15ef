import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { git } from './git.ts';
import { readRecord } from './record.ts';

/**
 * Has a folder for each part that a fork may leave out: `removed.txt` lists the paths that go, `edits.patch`
 * changes the rest. A folder `one+other` has what differs if both are left out: its edits of a file replace
 * those of the two. Forks do not get this folder.
 */
export const partsFolder = 'tools/fork/parts';

export const removedFile = (part: string): string => `${partsFolder}/${part}/removed.txt`;
export const editsFile = (part: string): string => `${partsFolder}/${part}/edits.patch`;

/** Made anew in each fork, so that no part edits them. */
export const generatedFiles: readonly string[] = [
  'CHANGELOG.md',
  'package-lock.json',
  'docs/openapi',
  'docs/reference/settings.md',
  'docs/reference/statuses.md',
  'libs/*/api/*',
  'tools/words-baseline.json',
];

/** Results of a run, which are not true of another shop. */
export const publishedFiles: readonly string[] = ['docs/failure-suite', 'docs/production-readiness.md'];

/** A pathspec of git: everything but these. */
export const allBut = (...files: readonly string[]): readonly string[] => [
  '--',
  '.',
  ...files.map((file) => `:!${file}`),
];

/** The parts, and the combinations that can be left out together: `one+other`. */
export function knownRemovals(root: string): readonly string[] {
  const folder = path.join(root, partsFolder);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export const knownParts = (root: string): readonly string[] =>
  knownRemovals(root).filter((name) => partsOf(name).length === 1);

export const partsOf = (removal: string): readonly string[] => removal.split('+');

export const removalOf = (parts: readonly string[]): string => parts.toSorted().join('+');

/** @throws UsageError if one is unknown or named twice, or if they cannot be left out together */
export function partsNamed(root: string, names: readonly string[]): readonly string[] {
  const known = knownParts(root);
  for (const [index, name] of names.entries()) {
    if (readRecord(root)?.removed?.includes(name) === true)
      throw new UsageError(`--remove is "${name}", which this fork was made without.`);
    if (!known.includes(name))
      throw new UsageError(
        `--remove is "${name}". ${known.length === 0 ? 'This repository has no parts that can be left out' : `Parts: ${known.join(', ')}`}.`,
      );
    if (names.indexOf(name) !== index) throw new UsageError(`--remove names "${name}" twice.`);
  }
  const removal = removalOf(names);
  if (names.length > 1 && !knownRemovals(root).includes(removal))
    throw new UsageError(`--remove: ${names.join(' and ')} cannot be left out together.`);
  return names.toSorted();
}

export const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);

/** The files that name a part, in any capitalization and number. */
export function mentionsOf(folder: string, part: string): readonly string[] {
  const word = part.replace(/s$/, '');
  const elsewhere = allBut(...generatedFiles);
  const inText = git(folder, ['grep', '-Iil', '-F', '-e', word, ...elsewhere], { alsoFine: 1 });
  const inPath = git(folder, ['ls-files', ...elsewhere]);
  const named = linesOf(inPath).filter((file) => file.toLowerCase().includes(word));
  return [...new Set([...linesOf(inText), ...named])].sort();
}
