import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TreeState {
  readonly commit: string;
  /** Whether anything that decides how Holdfast behaves differs from the commit: not what the suite itself writes under docs/. */
  readonly isDirty: boolean;
}

const ownPages = ['docs/production-readiness.md', 'docs/failure-suite'];

/** @throws when the folder is no git work tree: a report must say of what it is one. */
export async function treeState(root: string): Promise<TreeState> {
  const options = { cwd: root };
  const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], options);
  const pathspec = ['.', ...ownPages.map((page) => `:(exclude,top)${page}`)];
  const { stdout: changes } = await run('git', ['status', '--porcelain', '--', ...pathspec], options);
  return { commit: commit.trim(), isDirty: changes.trim() !== '' };
}
