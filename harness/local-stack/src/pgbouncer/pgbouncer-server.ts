import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { embeddedPostgresUrl } from '../postgres/embedded-postgres.ts';
import { unprivilegedUser } from '../postgres/unprivileged-user.ts';
import { findProgram } from '../process/find-program.ts';
import { ManagedProcess } from '../process/managed-process.ts';
import { postgresAnswers } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';

export interface PgBouncerOptions {
  readonly dataDir: string;
  readonly port: number;
  /** The program that `findPgBouncer` returns. */
  readonly program: string;
  /** The port of the embedded Postgres behind it. */
  readonly postgresPort: number;
  /** Overrides of a test's usual settings, such as `default_pool_size`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/**
 * Startup parameters of services that PgBouncer cannot forward; docs/how-to/tune-key-storage.md says where to
 * set each instead.
 */
const ignored = [
  'extra_float_digits',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'tcp_user_timeout',
  'tcp_keepalives_idle',
  'tcp_keepalives_interval',
  'tcp_keepalives_count',
];

/** Debian installs it in a folder that is only on root's PATH. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/** The first `pgbouncer` on a PATH or in the package folders; undefined if there is none. */
export function findPgBouncer(searchPath = process.env['PATH'] ?? ''): string | undefined {
  return findProgram(['pgbouncer'], searchPath, usualFolders);
}

/**
 * Test settings. The last ones ignore parameters that only specs send, and keep the pool small, so that
 * transactions do switch connections.
 */
const settingsFor = (port: number) => ({
  listen_addr: '127.0.0.1',
  listen_port: port,
  unix_socket_dir: '',
  pool_mode: 'transaction',
  max_prepared_statements: 200,
  auth_type: 'trust',
  auth_user: 'postgres',
  auth_dbname: 'postgres',
  max_client_conn: 500,
  query_wait_timeout: 30,
  // By default, clients wait 15 s after a database was missing.
  server_login_retry: 1,
  ignore_startup_parameters: [...ignored, 'deadlock_timeout'].join(','),
  track_extra_parameters: 'IntervalStyle,search_path',
  default_pool_size: 25,
  // Specs create and drop databases: an idle connection would block a drop.
  server_idle_timeout: 5,
});

function pgBouncerProcess(options: PgBouncerOptions): ProcessSpec {
  const { dataDir, port, program, postgresPort } = options;
  const folder = path.join(dataDir, 'pgbouncer');
  const file = path.join(folder, 'pgbouncer.ini');
  const settings = Object.entries({ ...settingsFor(port), ...options.settings }).map(
    ([name, value]) => `${name} = ${value}`,
  );
  const users = path.join(folder, 'users.txt');
  return {
    name: 'pgbouncer',
    kind: 'server',
    command: program,
    args: [file],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: '/',
    user: unprivilegedUser(folder),
    stopSignal: 'SIGINT',
    dependsOn: [],
    ports: [{ port, purpose: 'PgBouncer' }],
    prepare: () => {
      mkdirSync(folder, { recursive: true });
      const databases = `* = host=127.0.0.1 port=${postgresPort}`;
      writeFileSync(users, '"postgres" ""\n');
      writeFileSync(
        file,
        ['[databases]', databases, '[pgbouncer]', ...settings, `auth_file = ${users}`, ''].join('\n'),
      );
      return Promise.resolve();
    },
    ready: () => postgresAnswers(embeddedPostgresUrl(port)),
  };
}

/**
 * Starts PgBouncer in transaction mode in front of an embedded Postgres; resolves when it answers queries.
 */
export async function startPgBouncer(options: PgBouncerOptions): Promise<ManagedProcess> {
  const server = new ManagedProcess(
    { ...pgBouncerProcess(options), sharesCtrlC: true },
    path.join(options.dataDir, 'logs/pgbouncer.log'),
  );
  await server.start();
  return server;
}
