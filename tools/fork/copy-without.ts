import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from './git.ts';
import { lockWithout } from './lock-file.ts';
import { editsFile, mentionsOf, partsFolder, removedPaths } from './parts.ts';
import { unpublish } from './unpublish.ts';

/**
 * The files of a commit without these parts, as a repository in a folder that the caller deletes.
 * @throws Error that names the part and its files, if it does not fit that commit
 */
export function copyWithout(root: string, commit: string, parts: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fork-parts-'));
  try {
    checkOut(root, commit, folder);
    for (const part of parts) removePart(folder, part);
    updateLock(folder);
    unpublish(folder);
    for (const part of parts) refuseMentions(folder, part);
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

function removePart(folder: string, part: string): void {
  const removed = removedPaths(folder, part);
  const missing = removed.filter((file) => !existsSync(path.join(folder, file)));
  if (missing.length > 0)
    throw new Error(`The part ${part} removes files that do not exist: ${missing.join(', ')}. ${cure(part)}`);
  const edits = path.join(folder, editsFile(part));
  try {
    if (statSync(edits).size > 0) git(folder, ['apply', '--index', '--whitespace=nowarn', edits]);
  } catch (cause) {
    throw new Error(`The part ${part} does not fit this version. ${cure(part)}`, { cause });
  }
  git(folder, ['rm', '-r', '--force', '--quiet', '--', ...removed, `${partsFolder}/${part}`]);
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

function refuseMentions(folder: string, part: string): void {
  const mentions = mentionsOf(folder, part);
  if (mentions.length > 0)
    throw new Error(
      `Without the part ${part}, these files still name it: ${mentions.join(', ')}. ${cure(part)}`,
    );
}

const cure = (part: string): string =>
  `Nothing was written. To repair the part: npm run fork:parts -- --refresh ${part}`;
