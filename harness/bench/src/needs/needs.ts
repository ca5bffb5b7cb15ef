import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { findRedis, locatePostgres, repositoryRoot } from '@holdfast/local-stack';
import { NotMeasured } from '../command-line.ts';

/** The requirements of a bench. */
export interface Needs {
  readonly redis?: boolean;
  readonly postgres?: boolean;
  /** Built programs that it starts, absolute or relative to the repository. */
  readonly programs?: readonly string[];
  /** Free space for its data. Default 1 GB. */
  readonly diskBytes?: number;
  /** Where to find Redis. Default: PATH. */
  readonly searchPath?: string | undefined;
}

const gigabyte = 1e9;

/**
 * Checks before anything is started that everything is there and runs.
 * @throws NotMeasured with one sentence for each thing that is missing
 */
export function assertReady(needs: Needs): void {
  const { redis = false, postgres = false, programs = [], diskBytes = gigabyte, searchPath } = needs;
  const folder = dataFolderProblem(diskBytes);
  const problems = [
    unbuilt(programs),
    folder,
    redis ? redisProblem(searchPath) : undefined,
    postgres && folder === undefined ? postgresProblem() : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new NotMeasured(problems.join('\n'));
}

function unbuilt(programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !existsSync(path.resolve(repositoryRoot, program)));
  if (missing.length === 0) return undefined;
  const [first = ''] = missing;
  const name = path.relative(repositoryRoot, path.resolve(repositoryRoot, first));
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  return `This bench runs ${name}${others}, which has not been built: run npm run build.`;
}

const dataFolder = path.join(repositoryRoot, '.local');

/** Servers keep their data in the repository: the system's temporary folder may be in memory. */
function dataFolderProblem(diskBytes: number): string | undefined {
  try {
    mkdirSync(dataFolder, { recursive: true });
    accessSync(dataFolder, constants.W_OK | constants.X_OK);
  } catch {
    return `This bench keeps its data in ${dataFolder}, which is not writable.`;
  }
  const { bavail, bsize } = statfsSync(dataFolder);
  if (bavail * bsize >= diskBytes) return undefined;
  const inGigabytes = (bytes: number): string => (bytes / gigabyte).toFixed(1);
  return `This bench needs ${inGigabytes(diskBytes)} GB of disk in ${dataFolder}, which has ${inGigabytes(bavail * bsize)} GB left.`;
}

function redisProblem(searchPath?: string): string | undefined {
  const program = findRedis(searchPath);
  if (program === undefined)
    return 'This bench needs a Redis server and found none on the PATH. Install one (Debian: apt-get install redis-server; macOS: brew install redis).';
  const { status, error, stderr } = spawnSync(program.command, ['--version'], { env: program.env });
  if (status === 0) return undefined;
  return `This bench needs a Redis server, but ${program.command} does not run: ${error?.message ?? String(stderr).trim()}`;
}

function postgresProblem(): string | undefined {
  try {
    const { binaries, user } = locatePostgres(dataFolder);
    const { status, error, stderr } = spawnSync(path.join(binaries, 'bin/postgres'), ['--version'], {
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    });
    if (status === 0) return undefined;
    return `This bench needs the embedded Postgres, which does not run: ${error?.message ?? String(stderr).trim()}`;
  } catch (error) {
    return `This bench needs the embedded Postgres: ${error instanceof Error ? error.message : String(error)}`;
  }
}
