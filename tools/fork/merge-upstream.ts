import { notesFolder } from '../upgrades/changes-without-note.ts';
import { git } from './git.ts';
import { layerOf } from './layers.ts';
import { recordFile } from './record.ts';
import { treeTrailer } from './make-fork.ts';

export type Merge =
  | { readonly kind: 'nothing_new' }
  | ({ readonly kind: 'merged' } & Merged)
  | ({ readonly kind: 'conflicts'; readonly files: readonly string[] } & Merged);

interface Merged {
  /** Files of upgrade notes that came with the merge, oldest first. */
  readonly notes: readonly string[];
}

/**
 * Merges a newly made fork of the same names into the repository at `root`. It is committed on top of the
 * fork that was merged last, so only changes on both sides conflict. @throws Error if that fork was changed
 */
export function mergeUpstream(root: string, fresh: string): Merge {
  const last = lastFork(root);
  git(root, ['fetch', '--quiet', fresh, 'main']);
  const tree = git(root, ['rev-parse', 'FETCH_HEAD^{tree}']).trim();
  if (tree === treeOf(root, last)) return { kind: 'nothing_new' };
  const message = git(root, ['log', '-1', '--format=%B', 'FETCH_HEAD']).trim();
  const commit = git(root, ['commit-tree', tree, '-p', last, '-m', message]).trim();
  const notes = filesIn(
    git(root, ['diff', '--name-only', '--diff-filter=A', last, commit, '--', notesFolder]),
  );
  try {
    git(root, ['merge', '--no-ff', '--quiet', '-m', `Merge: ${message.split('\n')[0]}`, commit]);
    return { kind: 'merged', notes };
  } catch (error) {
    const files = filesIn(git(root, ['diff', '--name-only', '--diff-filter=U']));
    if (files.length === 0) throw error;
    return { kind: 'conflicts', files, notes };
  }
}

/** The files of upstream's layer that differ from the fork that was merged last. */
export function changedOfUpstream(root: string): readonly string[] {
  const changed = filesIn(git(root, ['diff', '--name-only', lastFork(root), 'HEAD']));
  return changed.filter((file) => layerOf(file) === 'upstream');
}

/** The newest commit that still is as a fork command made it. Each of them changes the record. */
function lastFork(root: string): string {
  const changes = git(root, ['log', '--no-merges', '--format=%H', '--', recordFile]);
  const found = changes
    .split('\n')
    .filter(Boolean)
    .find((commit) => messageOf(root, commit).includes(`${treeTrailer}: ${treeOf(root, commit)}`));
  if (found !== undefined) return found;
  throw new Error(
    'No commit in this history is as npm run fork made it. Merging onto another one would undo your own changes. Was it squashed or amended?',
  );
}

const filesIn = (lines: string): readonly string[] => lines.split('\n').filter(Boolean);
const treeOf = (root: string, commit: string): string => git(root, ['rev-parse', `${commit}^{tree}`]).trim();
const messageOf = (root: string, commit: string): string => git(root, ['log', '-1', '--format=%B', commit]);
