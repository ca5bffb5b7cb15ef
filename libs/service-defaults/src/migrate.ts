import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataSource,
  type DataSourceOptions,
  type Migration,
  type QueryRunner,
  QueryRunnerAlreadyReleasedError,
} from 'typeorm';
import { z } from 'zod';
import { postgresUrl, readConfig } from './config.ts';
import { isError } from './is-error.ts';
import { waitForPostgres } from './postgres-patience.ts';

/** Any number, the same in every service: each has its own database, and Postgres keeps advisory locks per database. */
const migrationLock = 4_207_849;

/** 1 s between two looks at the schema, or at whether it is one's turn to migrate: a release takes longer than that. */
const lookAgainMs = 1_000;

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
    extra: { max: 2, connectionTimeoutMillis: 5_000 },
  };
}

/** A service's `migrate.js`: brings its database up to date; with `--wait` only waits until somebody else has done so. */
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
  /** How long a database that cannot be reached, starts or restarts is waited for, ms. Default 60,000. */
  readonly patienceMs?: number;
  /** Default: standard output. */
  readonly write?: (line: string) => void;
}

/**
 * Brings the database at `DATABASE_URL` up to date and says what it did. Safe to repeat, and safe to run several times at once:
 * the second waits for the first and finds nothing to do. A database that goes away in the middle is waited for too: the migration under way was
 * rolled back and starts again.
 * @throws ConfigError when DATABASE_URL is missing or wrong; PostgresUnreachable; the driver's error when a migration fails, which is then
 * rolled back, and when the database refuses the login.
 */
export async function runMigrations(
  service: string,
  dataSource: DataSourceOf,
  environment: Environment,
  { write = toStandardOutput, patienceMs }: MigrationRun = {},
): Promise<void> {
  const options = migrationOptions(service, dataSource, environment);
  const tell = (text: string): void => write(`${service} database: ${text}\n`);
  const patience = {
    waiting: (reason: string) => tell(`waiting: ${reason}`),
    // TypeORM lets go of a runner whose connection broke between two statements.
    isLoss: (error: unknown) => error instanceof QueryRunnerAlreadyReleasedError,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  };
  const done = await waitForPostgres(`The database of ${service}`, patience, () => migrateOnce(options));
  tell(done.length === 0 ? 'up to date' : `applied ${done.map(({ name }) => name).join(', ')}`);
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
 * Resolves inside a transaction that holds the lock. A transaction's lock, and not a session's: a pooler that shares sessions would keep that
 * one, and the next release would wait for it. Who waits holds no transaction: behind a pooler it would hold one of few connections, and whoever
 * migrates needs another. However long it stands idle while others of ours migrate, it keeps the lock.
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
    await sleep(lookAgainMs);
  }
}

/**
 * Resolves once every migration that this version knows is applied, however long that takes, and says what it waits for when that changes.
 * A schema that is further on is good enough. Changes nothing, and needs no right to.
 * @throws ConfigError when DATABASE_URL is missing or wrong.
 */
export async function awaitMigrations(
  service: string,
  dataSource: DataSourceOf,
  environment: Environment,
  write = toStandardOutput,
): Promise<void> {
  const options = migrationOptions(service, dataSource, environment);
  const tell = (text: string): void => write(`${service} database: ${text}\n`);
  let told = '';
  for (;;) {
    const lacking = await whatIsLacking(options);
    if (lacking === undefined) return tell('has all migrations');
    if (lacking !== told) tell(`waiting: ${lacking}`);
    told = lacking;
    await sleep(lookAgainMs);
  }
}

async function whatIsLacking(options: DataSourceOptions): Promise<string | undefined> {
  const database = new DataSource(options);
  try {
    await database.initialize();
    const applied = await appliedMigrations(database);
    const missing = database.migrations
      .map((migration) => migration.name ?? migration.constructor.name)
      .filter((name) => !applied.has(name));
    return missing.length === 0 ? undefined : `${missing.join(', ')} not applied`;
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
