import { type Pool } from 'pg';
import { UsageError } from '../../command-line.ts';
import { type Database } from '../options.ts';
import { databasesOn, hasTable, openPool, type ServiceDatabase, urlOption } from '../databases.ts';
import { runningAddresses } from '../../running-stack.ts';

/** The keys of one service. */
export interface KeyDatabase {
  readonly service: string;
  readonly pool: Pool;
  /** The option that makes a command use this database again. */
  readonly option: string;
}

/** Runs `work` on the databases that hold keys, then closes them. */
export async function withDatabases<T>(
  { databaseUrl: given, service }: Database & { readonly service?: string | undefined },
  work: (databases: readonly KeyDatabase[]) => Promise<T>,
): Promise<T> {
  const option = urlOption('database-url', given);
  const databases = (given === undefined ? ofRunningStack() : [named(given)]).map(
    ({ service: name, url }) => ({
      service: name,
      option,
      pool: openPool(url),
    }),
  );
  const wanted = databases.filter((each) => service === undefined || each.service === service);
  if (wanted.length === 0)
    throw new UsageError(
      `No service "${service}" has a database here. Known: ${databases.map((each) => each.service).join(', ')}.`,
    );
  try {
    const withKeys: KeyDatabase[] = [];
    for (const database of wanted)
      if (await hasTable(database.service, database.pool, 'idempotency_key')) withKeys.push(database);
    if (withKeys.length === 0)
      throw new Error(
        `${wanted.map((each) => each.service).join(', ')}: no idempotency keys are stored there.`,
      );
    return await work(withKeys);
  } finally {
    await Promise.all(databases.map(({ pool }) => pool.end()));
  }
}

function ofRunningStack(): ServiceDatabase[] {
  return databasesOn(runningAddresses('postgres', 'a database with --database-url').postgres);
}

function named(url: string): ServiceDatabase {
  return { service: new URL(url).pathname.slice(1) || 'postgres', url };
}
