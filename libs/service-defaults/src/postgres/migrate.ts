import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataSource,
  type DataSourceOptions,
  type Migration,
  type QueryRunner,
  QueryRunnerAlreadyReleasedError,
} from 'typeorm';
import { z } from 'zod';
import { postgresUrl, readConfig } from '../config/config.ts';
import { isError } from '../logging/is-error.ts';
import { waitForPostgres } from './postgres-patience.ts';

/** An arbitrary number, the same in every service: advisory locks are per database. */
const migrationLock = 4_207_849;

/** 1 s between two checks of the schema or of the lock. Releases take longer than that. */
const recheckMs = 1_000;

type Environment = Readonly<Record<string, string | undefined>>;
type DataSourceOf = (url: string) => DataSourceOptions;

function migrationOptions(
  service: string,
  dataSource: DataSourceOf,
  environment: Environment,
): DataSourceOptions {
  const { DATABASE_URL } = readConfig(service, z.object({ DATABASE_URL: postgresUrl }), environment);
  return {
    ...dataSource(DATABASE_URL),
    // Keepalive: a connection that went silent would otherwise be awaited forever.
    extra: {
      max: 2,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  };
}

/**
 * A service's `migrate.js`: migrates its database, or with `--wait` waits until another process has done so.
 */
export function migrate(
  service: string,
  dataSource: DataSourceOf,
  { env, argv }: Pick<NodeJS.Process, 'env' | 'argv'>,
): Promise<void> {
  return argv.includes('--wait')
    ? awaitMigrations(service, dataSource, env)
    : runMigrations(service, dataSource, env);
}

export interface MigrationRun {
  /** How long to wait for a database that is unreachable or starting, ms. Default 60,000. */
  readonly patienceMs?: number;
  /** Default: standard output. */
  readonly write?: (line: string) => void;
}

/**
 * Migrates the database at `DATABASE_URL` and reports what it applied. Safe to repeat and to run
 * concurrently: a second run waits for the first and finds nothing to do. If the database goes away
 * mid-migration, that migration is rolled back and starts again.
 * @throws ConfigError if DATABASE_URL is missing or invalid; PostgresUnreachable; the driver's error if a
 * migration fails, after rolling it back, or if the login is refused.
 */
export async function runMigrations(
  service: string,
  dataSource: DataSourceOf,
  environment: Environment,
  { write = toStandardOutput, patienceMs }: MigrationRun = {},
): Promise<void> {
  const options = migrationOptions(service, dataSource, environment);
  const report = (text: string): void => write(`${service} database: ${text}\n`);
  const patience = {
    waiting: (reason: string) => report(`waiting: ${reason}`),
    // TypeORM releases a runner whose connection broke between two statements.
    isLoss: (error: unknown) => error instanceof QueryRunnerAlreadyReleasedError,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  };
  const done = await waitForPostgres(`The database of ${service}`, patience, () => migrateOnce(options));
  report(done.length === 0 ? 'up to date' : `applied ${done.map(({ name }) => name).join(', ')}`);
}

const toStandardOutput = (line: string): void => void process.stdout.write(line);

async function migrateOnce(options: DataSourceOptions): Promise<readonly Migration[]> {
  const database = await new DataSource(options).initialize();
  const turn = database.createQueryRunner();
  try {
    await takeTurn(turn);
    return await database.runMigrations({ transaction: 'each' });
  } finally {
    if (!turn.isReleased) {
      if (turn.isTransactionActive) await turn.rollbackTransaction();
      await turn.release();
    }
    await database.destroy();
  }
}

/**
 * Resolves inside a transaction that holds the lock. A session lock would outlive its client behind a
 * connection pooler, and the next release would wait for it. A waiting process holds no transaction, because
 * behind a pooler it could use up the connection that the migrating one needs. While holding the lock, the
 * transaction may idle without limit.
 */
async function takeTurn(turn: QueryRunner): Promise<void> {
  for (;;) {
    await turn.startTransaction();
    await turn.query('set local idle_in_transaction_session_timeout = 0');
    const [{ isOurs }] = (await turn.query('select pg_try_advisory_xact_lock($1) as "isOurs"', [
      migrationLock,
    ])) as [{ isOurs: boolean }];
    if (isOurs) return;
    await turn.rollbackTransaction();
    await sleep(recheckMs);
  }
}

/**
 * Resolves once every migration of this version is applied, however long that takes, and reports what it
 * waits for when that changes. A newer schema is fine. Only reads.
 * @throws ConfigError if DATABASE_URL is missing or invalid.
 */
export async function awaitMigrations(
  service: string,
  dataSource: DataSourceOf,
  environment: Environment,
  write = toStandardOutput,
): Promise<void> {
  const options = migrationOptions(service, dataSource, environment);
  const report = (text: string): void => write(`${service} database: ${text}\n`);
  let reported = '';
  for (;;) {
    const missing = await missingMigrations(options);
    if (missing === undefined) return report('has all migrations');
    if (missing !== reported) report(`waiting: ${missing}`);
    reported = missing;
    await sleep(recheckMs);
  }
}

async function missingMigrations(options: DataSourceOptions): Promise<string | undefined> {
  const database = new DataSource(options);
  try {
    await database.initialize();
    const applied = await appliedMigrations(database);
    const names = database.migrations
      .map((migration) => migration.name ?? migration.constructor.name)
      .filter((name) => !applied.has(name));
    return names.length === 0 ? undefined : `${names.join(', ')} not applied`;
  } catch (error) {
    return isError(error) ? error.message : String(error);
  } finally {
    if (database.isInitialized) await database.destroy();
  }
}

async function appliedMigrations(database: DataSource): Promise<ReadonlySet<string>> {
  const [table] = await database.query<[{ exists: boolean }]>(
    "select to_regclass('migrations') is not null as exists",
  );
  if (!table.exists) return new Set();
  const rows = await database.query<{ name: string }[]>('select name from migrations');
  return new Set(rows.map(({ name }) => name));
}
