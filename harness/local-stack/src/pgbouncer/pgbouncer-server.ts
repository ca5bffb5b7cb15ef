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
  /** The program, as `findPgBouncer` gives it. */
  readonly program: string;
  /** Of the embedded Postgres that it stands in front of. */
  readonly postgresPort: number;
  /** What is to differ from a test's usual settings: `default_pool_size` and the like. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** What a service says when it connects and PgBouncer cannot pass on: docs/how-to/tune-key-storage.md says where each is set instead. */
const ignored = [
  'extra_float_digits',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'tcp_user_timeout',
  'tcp_keepalives_idle',
  'tcp_keepalives_interval',
  'tcp_keepalives_count',
];

/** Debian puts it where only root's PATH leads. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/** The first `pgbouncer` on a PATH, or where packages put it; undefined when there is none. */
export function findPgBouncer(searchPath = process.env['PATH'] ?? ''): string | undefined {
  return findProgram(['pgbouncer'], searchPath, usualFolders);
}

/** For tests, hence the last ones: parameters that only specs send, and few connections, so that transactions do change their connection. */
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
  // By default it lets everybody wait for 15 s after a database was not there.
  server_login_retry: 1,
  ignore_startup_parameters: [...ignored, 'deadlock_timeout'].join(','),
  track_extra_parameters: 'IntervalStyle,search_path',
  default_pool_size: 25,
  // Databases of specs come and go: whoever drops one must not find connections that nobody uses any more.
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

/** Starts PgBouncer in transaction mode before an embedded Postgres; resolves when it answers queries. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<ManagedProcess> {
  const server = new ManagedProcess(
    { ...pgBouncerProcess(options), sharesCtrlC: true },
    path.join(options.dataDir, 'logs/pgbouncer.log'),
  );
  await server.start();
  return server;
}
