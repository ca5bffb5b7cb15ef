import {
  databaseUrl,
  migratedServices,
  readRunningState,
  readSettings,
  withoutPassword,
} from '@holdfast/local-stack';
import { Pool } from 'pg';
import { UsageError } from './arguments.ts';

/** The keys of one service. */
export interface KeyDatabase {
  readonly service: string;
  readonly pool: Pool;
  /** What to add to a command so that it finds this database again. */
  readonly option: string;
}

/** Does something with the databases in which services keep keys, and closes them. */
export async function withDatabases<T>(
  {
    databaseUrl: given,
    service,
  }: { readonly databaseUrl: string | undefined; readonly service?: string | undefined },
  work: (databases: readonly KeyDatabase[]) => Promise<T>,
): Promise<T> {
  const databases = given === undefined ? ofRunningStack() : [named(given)];
  const wanted = databases.filter((each) => service === undefined || each.service === service);
  if (wanted.length === 0)
    throw new UsageError(
      `There is no service "${service}" with a database: ${databases.map((each) => each.service).join(', ')}.`,
    );
  try {
    const withKeys: KeyDatabase[] = [];
    for (const database of wanted) if (await hasKeys(database)) withKeys.push(database);
    if (withKeys.length === 0)
      throw new Error(
        `${wanted.map((each) => each.service).join(', ')}: no idempotency keys are kept there.`,
      );
    return await work(withKeys);
  } finally {
    await Promise.all(databases.map(({ pool }) => pool.end()));
  }
}

function ofRunningStack(): KeyDatabase[] {
  const server = readRunningState(readSettings(process.env).dataDir)?.addresses['postgres'];
  if (server === undefined)
    throw new Error(
      'Holdfast is not running here. Start it with npm start, or name a database with --database-url.',
    );
  return migratedServices.map((service) => open(service, databaseUrl(server, service), ''));
}

function named(url: string): KeyDatabase {
  const service = new URL(url).pathname.slice(1) || 'postgres';
  return open(service, url, ` --database-url '${withoutPassword(url)}'`);
}

function open(service: string, url: string, option: string): KeyDatabase {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: 'npm run keys',
  });
  // An idle connection that breaks is told by the next query.
  pool.on('error', () => undefined);
  return { service, pool, option };
}

async function hasKeys({ service, pool }: KeyDatabase): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ is_there: boolean }>(
      `select to_regclass('idempotency_key') is not null as is_there`,
    );
    return rows[0]?.is_there ?? false;
  } catch (cause) {
    throw new Error(`The database of ${service} cannot be asked:`, { cause });
  }
}
