import { spawnSync } from 'node:child_process';

export interface GitOptions {
  /** `git diff` exits with 1 if there is a difference. Default false: that is a failure. */
  readonly isDifferent?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git in a folder and returns its output. @throws Error with git's own message */
export function git(
  folder: string,
  args: readonly string[],
  { isDifferent = false, env }: GitOptions = {},
): string {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw new Error('git cannot be run', { cause: error });
  if (status !== (isDifferent ? 1 : 0))
    throw new Error(`git ${args[0]} failed:\n${stderr.trim() || stdout.trim()}`);
  return stdout;
}
