import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { output } from './program.ts';

/** The files of a git revision, in a folder of their own. */
export interface Revision {
  readonly name: string;
  readonly folder: string;
  /** A folder beside it for what this run writes. */
  readonly scratch: string;
  remove(): Promise<void>;
}

/** @throws Error when there is no such revision, or it has no Dockerfile and no docker-compose.yml. */
export async function checkOut(revision: string): Promise<Revision> {
  const git = (...args: string[]): Promise<string> => output('git', ['-C', repositoryRoot, ...args]);
  const commit = await git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ).catch((cause: unknown) => {
    throw new Error(
      `There is no revision ${revision} here. A shallow clone has no parents: git fetch --unshallow.`,
      {
        cause,
      },
    );
  });
  const name = await git('rev-parse', '--short', commit);
  const files = await git('ls-tree', '--name-only', commit, 'Dockerfile', 'docker-compose.yml');
  if (files !== 'Dockerfile\ndocker-compose.yml')
    throw new Error(`${name} has no Dockerfile and docker-compose.yml: it did not run in containers yet.`);
  const scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'rolling-upgrade-')));
  const folder = path.join(scratch, name);
  await mkdir(folder);
  await git('archive', '--format', 'tar', '--output', `${folder}.tar`, commit);
  await output('tar', ['--extract', '--file', `${folder}.tar`, '--directory', folder]);
  return { name, folder, scratch, remove: () => rm(scratch, { recursive: true }) };
}
