import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { findRedis, repositoryRoot } from '@holdfast/local-stack';
import { NotMeasured } from '../command-line.ts';

/** @throws NotMeasured if there is no Redis server on this path, by default PATH, or if it does not run */
export function assertRedis(searchPath?: string): void {
  const program = findRedis(searchPath);
  if (program === undefined)
    throw new NotMeasured(
      'This bench needs a Redis server and found none on the PATH. Install one (Debian: apt-get install redis-server; macOS: brew install redis).',
    );
  const { status, error, stderr } = spawnSync(program.command, ['--version'], { env: program.env });
  if (status === 0) return;
  throw new NotMeasured(
    `This bench needs a Redis server, but ${program.command} does not run: ${error?.message ?? String(stderr).trim()}`,
  );
}

/** @throws NotMeasured if the disk of the repository, which holds the data of a bench, has less space left */
export function assertDisk(bytes: number): void {
  const { bavail, bsize } = statfsSync(repositoryRoot);
  if (bavail * bsize >= bytes) return;
  const inGigabytes = (number: number): string => (number / 1e9).toFixed(1);
  throw new NotMeasured(
    `This bench needs ${inGigabytes(bytes)} GB of disk in ${repositoryRoot}, which has ${inGigabytes(bavail * bsize)} GB left.`,
  );
}
