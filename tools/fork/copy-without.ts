import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from './git.ts';
import { lockWithout } from './lock-file.ts';
import { mentionsOf, removalOf } from './parts.ts';
import { readRemoval, remove } from './removal.ts';
import { unpublish } from './unpublish.ts';

/**
 * The files of a commit without these parts, as a repository in a folder that the caller deletes.
 * @throws Error that names the part and its files, if it does not fit that commit
 */
export function copyWithout(root: string, commit: string, parts: readonly string[]): string {
  const folder = checkedOut(root, commit);
  try {
    if (parts.length > 0) removeParts(folder, removalOf(parts));
    updateLock(folder);
    unpublish(folder);
    for (const part of parts) refuseMentions(folder, part, removalOf(parts));
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The files of a commit, as a repository in a folder that the caller deletes. */
export function checkedOut(root: string, commit: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fork-parts-'));
  try {
    checkOut(root, commit, folder);
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Reads the objects of the other repository, which may be shallow. */
function checkOut(root: string, commit: string, folder: string): void {
  const objects = git(root, ['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  const tree = git(root, ['rev-parse', `${commit}^{tree}`]).trim();
  git(folder, ['init', '--quiet']);
  appendFileSync(path.join(folder, '.git/objects/info/alternates'), objects);
  git(folder, ['read-tree', '-m', '-u', tree]);
}

function removeParts(folder: string, name: string): void {
  const removal = readRemoval(folder, name);
  const missing = removal.paths.filter((file) => !existsSync(path.join(folder, file)));
  if (missing.length > 0)
    throw new Error(`The part ${name} removes files that do not exist: ${missing.join(', ')}. ${cure(name)}`);
  try {
    remove(folder, removal);
  } catch (cause) {
    throw new Error(`The part ${name} does not fit this version. ${cure(name)}`, { cause });
  }
}

/** Brings the lock file up to date with the workspaces that are left. */
export function updateLock(folder: string): void {
  const lock = path.join(folder, 'package-lock.json');
  const updated = lockWithout(readFileSync(lock, 'utf8'), (workspace) => manifestIn(folder, workspace));
  writeFileSync(lock, updated);
  git(folder, ['add', 'package-lock.json']);
}

function manifestIn(folder: string, workspace: string): object | undefined {
  const file = path.join(folder, workspace, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : undefined;
}

function refuseMentions(folder: string, part: string, name: string): void {
  const mentions = mentionsOf(folder, part);
  if (mentions.length > 0)
    throw new Error(
      `Without the part ${part}, these files still name it: ${mentions.join(', ')}. ${cure(name)}`,
    );
}

const cure = (part: string): string =>
  `Nothing was written. To repair the part: npm run fork:parts -- --refresh ${part}`;
