import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../process/find-program.ts';
import { ManagedProcess, type ProcessEvents } from '../process/managed-process.ts';
import { redisAnswers } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';

/** A Redis or Valkey server program, with the environment to find its libraries. */
export interface RedisProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RedisOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly program: RedisProgram;
}

/** The first `redis-server`, else `valkey-server`, on a PATH; undefined if there is none. */
export function findRedis(searchPath = process.env['PATH'] ?? ''): RedisProgram | undefined {
  const command = findProgram(['redis-server', 'valkey-server'], searchPath);
  return command === undefined ? undefined : { command, env: { PATH: searchPath } };
}

/**
 * A Redis server as a process of the stack: loopback only, append-only file (a crash loses at most two
 * seconds, as Redis documents), no eviction.
 */
export function redisProcess({ dataDir, port, program }: RedisOptions): ProcessSpec {
  const dir = path.join(dataDir, 'redis');
  const settings = {
    bind: '127.0.0.1',
    port,
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  };
  return {
    name: 'redis',
    kind: 'server',
    command: program.command,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    env: program.env,
    cwd: '/',
    stopSignal: 'SIGTERM',
    dependsOn: [],
    ports: [{ port, purpose: 'Redis' }],
    prepare: () => {
      mkdirSync(dir, { recursive: true });
      return Promise.resolve();
    },
    ready: () => redisAnswers(port),
  };
}

/** Starts a Redis server outside any stack; resolves when it answers. */
export async function startRedis(options: RedisOptions, events?: ProcessEvents): Promise<ManagedProcess> {
  const server = new ManagedProcess(
    { ...redisProcess(options), sharesCtrlC: true },
    path.join(options.dataDir, 'logs/redis.log'),
    events,
  );
  await server.start();
  return server;
}
