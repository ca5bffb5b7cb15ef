import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { findRedis, type RedisProgram } from './redis-server.ts';

/**
 * The program is in redis-tools; redis-server only links to it. The rest are libraries that a minimal system
 * may lack.
 */
const packages = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'libatomic1',
  'libsystemd0',
  'libssl3t64',
  'libcap2',
];

export const noRedisHelp =
  'Tests and the failure suite need a Redis server and found none. Install one (Debian: apt-get install redis-server; macOS: brew install redis), ' +
  'or set TEST_REDIS_URL to your own.';

/**
 * For tests: the Redis on the PATH, else Debian's package, unpacked into `.local/debian-redis` without root.
 */
export function findOrFetchRedis(): RedisProgram {
  return findRedis() ?? unpackedRedis(path.join(repositoryRoot, '.local/debian-redis'));
}

function unpackedRedis(folder: string): RedisProgram {
  const program = programIn(folder);
  if (!isWorking(program)) {
    fetchInto(folder);
    if (!isWorking(program))
      throw new Error(`${noRedisHelp} (Debian's package, fetched into ${folder}, does not run here.)`);
  }
  return program;
}

function programIn(folder: string): RedisProgram {
  return { command: path.join(folder, 'bin/redis-server'), env: { PATH: process.env['PATH'] ?? '' } };
}

/** A PATH on which `findRedis` finds the result of `findOrFetchRedis`. */
export function pathWithRedis(searchPath: string): string {
  const folder = path.dirname(findOrFetchRedis().command);
  const folders = searchPath.split(path.delimiter);
  return folders.includes(folder) ? searchPath : [folder, ...folders].join(path.delimiter);
}

/** A wrapper that finds its libraries beside it, wherever the folder is. */
function writeProgram(folder: string): void {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  mkdirSync(path.join(folder, 'bin'));
  const script = `#!/bin/sh
folder="$(dirname "$0")/.."
LD_LIBRARY_PATH="$folder/usr/lib/${machine}-linux-gnu" exec "$folder/usr/bin/redis-server" "$@"
`;
  writeFileSync(path.join(folder, 'bin/redis-server'), script, { mode: 0o755 });
}

function isWorking({ command, env }: RedisProgram): boolean {
  return existsSync(command) && spawnSync(command, ['--version'], { env }).status === 0;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${noRedisHelp}\n(${command} reports: ${error?.message ?? stderr.trim()})`);
}

function fetchInto(folder: string): void {
  const unfinished = `${folder}.${process.pid}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const part of ['debs', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(path.join(unfinished, part), { recursive: true });
  }
  const options = [
    `Dir::State::lists=${unfinished}/lists`,
    `Dir::Cache=${unfinished}/cache`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=1',
  ].flatMap((option) => ['-o', option]);
  const debs = path.join(unfinished, 'debs');
  run('apt-get', ['-q', ...options, 'update'], unfinished);
  run('apt-get', ['-q', ...options, 'download', ...packages], debs);
  for (const deb of readdirSync(debs)) run('dpkg-deb', ['-x', path.join(debs, deb), unfinished], debs);
  for (const part of ['debs', 'lists', 'cache']) rmSync(path.join(unfinished, part), { recursive: true });
  writeProgram(unfinished);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}
