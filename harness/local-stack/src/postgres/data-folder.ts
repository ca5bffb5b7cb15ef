import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { startTimeOf } from '../process/process-identity.ts';
import { type PostgresFiles } from './postgres-files.ts';

/** The major version of the embedded programs. No other version can read its data. */
const majorVersion = '18';

const initdbArgs = [
  '--username=postgres',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C.UTF-8',
  '--no-instructions',
];

/** The environment of the Postgres programs. */
export const postgresEnv = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
});

/**
 * Prepares a data folder for a start: creates a missing one and removes the lock of a killed server. An
 * unfinished folder never gets the final name. Throws if the folder has another version or is in use by
 * another server.
 */
export async function prepareDataFolder(
  files: PostgresFiles,
  isDurable: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { data } = files;
  const version = path.join(data, 'PG_VERSION');
  if (!existsSync(version)) {
    if (existsSync(data) && readdirSync(data).length > 0)
      throw new Error(`${data} does not contain Postgres data.`);
    await initialise(files, isDurable, signal);
    return;
  }
  const found = readFileSync(version, 'utf8').trim();
  if (found !== majorVersion) {
    throw new Error(
      `${data} contains data of Postgres ${found}, but this is ${majorVersion}: move it away, or start with --fresh.`,
    );
  }
  removeStaleLock(data);
}

async function initialise(
  { binaries, data, user }: PostgresFiles,
  isDurable: boolean,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(unfinished, user.uid, user.gid);
  const args = [...initdbArgs, ...(isDurable ? [] : ['--no-sync']), '-D', unfinished];
  const initdb = spawn(path.join(binaries, 'bin/initdb'), args, {
    cwd: '/',
    env: postgresEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    signal,
    ...user,
  });
  let failure: Error | undefined;
  initdb.once('error', (error) => (failure = error));
  // After a signal, initdb reports immediately but keeps writing for a while: wait for its exit before the
  // folder is removed.
  const [complaint] = await Promise.all([
    text(initdb.stderr),
    new Promise((resolve) => initdb.once('close', resolve)),
  ]);
  if (failure !== undefined) throw failure;
  if (initdb.exitCode !== 0) {
    throw new Error(
      `initdb failed (${initdb.signalCode ?? `exit code ${initdb.exitCode}`}): ${complaint.trim()}`,
    );
  }
  renameSync(unfinished, data);
}

/**
 * Postgres takes any process with the pid in its lock file for a running server, so a SIGKILL needs a closer
 * look.
 */
function removeStaleLock(data: string): void {
  const lock = path.join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (pid > 0 && startTimeOf(pid) !== undefined && isServerOf(data, pid)) {
    throw new Error(`Another Postgres server (pid ${pid}) is using ${data}.`);
  }
  rmSync(lock);
}

function isServerOf(data: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    // Without /proc this is unknown, and two servers on one data folder would destroy it.
    return true;
  }
}
