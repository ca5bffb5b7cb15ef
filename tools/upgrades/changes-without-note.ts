import { readFileSync } from 'node:fs';
import path from 'node:path';
import { git } from '../fork/git.ts';
import { type Area, areaNames, areaOf } from './areas.ts';
import { readNote } from './note.ts';

/** The folder of the notes, from the repository's root. */
export const notesFolder = '.upgrades/';

/**
 * Files that forks build on and that differ from those of `since`, by area, if no new note covers the area.
 * Uncommitted files count. @throws Error for a note that is not complete
 */
export function changesWithoutNote(root: string, since: string): ReadonlyMap<Area, readonly string[]> {
  const changed = filesChanged(root, since);
  const covered = new Set(newNotes(root, since).flatMap((file) => readNote(file, read(root, file))));
  const entries = areaNames
    .filter((area) => !covered.has(area))
    .map((area) => [area, changed.filter((file) => areaOf(file) === area)] as const);
  return new Map(entries.filter(([, files]) => files.length > 0));
}

const read = (root: string, file: string): string => readFileSync(path.join(root, file), 'utf8');

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

function filesChanged(root: string, since: string): readonly string[] {
  // Without renames, so that a renamed file counts under both names.
  const tracked = lines(git(root, ['diff', '--name-only', '--no-renames', since]));
  return [...tracked, ...untracked(root)].toSorted();
}

function newNotes(root: string, since: string): readonly string[] {
  const added = lines(git(root, ['diff', '--name-only', '--diff-filter=A', since, '--', notesFolder]));
  const isNote = (file: string): boolean =>
    file.startsWith(notesFolder) && file !== `${notesFolder}README.md`;
  return [...added, ...untracked(root)].filter(isNote);
}

const untracked = (root: string): string[] =>
  lines(git(root, ['ls-files', '--others', '--exclude-standard']));
