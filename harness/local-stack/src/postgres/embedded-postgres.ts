import path from 'node:path';
import { postgresAnswers } from '../process/probes.ts';
import { ManagedProcess, type ProcessEvents } from '../process/managed-process.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { postgresEnv, prepareDataFolder } from './data-folder.ts';
import { lastBackendsEnd } from './last-backends.ts';
import { locatePostgres } from './postgres-files.ts';

export interface PostgresOptions {
  readonly dataDir: string;
  readonly port: number;
  /** False trades durability over a power cut for speed; commits still survive a SIGKILL. For tests only. */
  readonly isDurable: boolean;
  /** Settings on top of these, as in postgresql.conf. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * 200 connections: enough for five services with a pool each, queues on Postgres, and a debugger; each used
 * one takes about 2 MB.
 */
const maxConnections = 200;

/** The address of one database of the embedded server. */
export const embeddedPostgresUrl = (port: number, database = 'postgres'): string =>
  `postgres://postgres@127.0.0.1:${port}/${database}`;

/** The embedded Postgres 18 as a process of the stack. It listens on loopback only and needs no password. */
export function postgresProcess({ dataDir, port, isDurable, more = {} }: PostgresOptions): ProcessSpec {
  const files = locatePostgres(dataDir);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    log_timezone: 'UTC',
    timezone: 'UTC',
    log_checkpoints: 'off',
    // An autovacuum on a slow machine would add to the transactions that tests count.
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off', autovacuum: 'off' }),
    ...more,
  };
  return {
    name: 'postgres',
    kind: 'server',
    command: path.join(files.binaries, 'bin/postgres'),
    args: [
      '-D',
      files.data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: postgresEnv(),
    cwd: '/',
    user: files.user,
    stopSignal: 'SIGINT',
    dependsOn: [],
    ports: [{ port, purpose: 'Postgres' }],
    prepare: async (signal) => {
      await lastBackendsEnd(files.data, signal);
      await prepareDataFolder(files, isDurable, signal);
    },
    ready: () => postgresAnswers(embeddedPostgresUrl(port)),
  };
}

/** Starts an embedded Postgres outside any stack; resolves when it answers queries. */
export async function startPostgres(
  options: PostgresOptions,
  events?: ProcessEvents,
): Promise<ManagedProcess> {
  const server = new ManagedProcess(
    { ...postgresProcess(options), sharesCtrlC: true },
    path.join(options.dataDir, 'logs/postgres.log'),
    events,
  );
  await server.start();
  return server;
}
