import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TreeState {
  readonly commit: string;
  /** True if anything but the pages that the suite generates under docs/ differs from the commit. */
  readonly isDirty: boolean;
}

const ownPages = ['docs/production-readiness.md', 'docs/failure-suite'];

/** @throws if the folder is not a git work tree: a report must name its commit. */
export async function treeState(root: string): Promise<TreeState> {
  const options = { cwd: root };
  const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], options);
  const pathspec = ['.', ...ownPages.map((page) => `:(exclude,top)${page}`)];
  const { stdout: changes } = await run('git', ['status', '--porcelain', '--', ...pathspec], options);
  return { commit: commit.trim(), isDirty: changes.trim() !== '' };
}
