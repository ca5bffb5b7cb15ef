import { spawnSync } from 'node:child_process';

export interface GitOptions {
  /** An exit code that does not mean failure: `git grep` found nothing, `git diff` a difference. */
  readonly alsoFine?: number;
}

/** Runs git in a folder and returns its output. @throws Error with git's own message */
export function git(folder: string, args: readonly string[], { alsoFine = 0 }: GitOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw new Error('git cannot be run', { cause: error });
  if (status !== 0 && status !== alsoFine)
    throw new Error(`git ${args[0]} failed:\n${stderr.trim() || stdout.trim()}`);
  return stdout;
}
