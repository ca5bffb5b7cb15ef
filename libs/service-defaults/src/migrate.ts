import { DataSource, type DataSourceOptions } from 'typeorm';
import { z } from 'zod';
import { postgresUrl, readConfig } from './config.ts';

/** Any number, the same in every service: each has its own database, and Postgres keeps advisory locks per database. */
const migrationLock = 4_207_849;

/**
 * Brings the database at `DATABASE_URL` up to date and says what it did. Safe to repeat, and safe to run several times at once:
 * the second waits for the first and finds nothing to do.
 * @throws ConfigError when DATABASE_URL is missing or wrong; the driver's error when a migration fails, which is then rolled back.
 */
export async function runMigrations(
  service: string,
  dataSource: (url: string) => DataSourceOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { DATABASE_URL } = readConfig(service, z.object({ DATABASE_URL: postgresUrl }), environment);
  const options = {
    ...dataSource(DATABASE_URL),
    extra: { max: 2, connectionTimeoutMillis: 5_000 },
  } as DataSourceOptions;
  const database = await new DataSource(options).initialize();
  const session = database.createQueryRunner();
  try {
    await session.query('select pg_advisory_lock($1)', [migrationLock]);
    const done = await database.runMigrations({ transaction: 'each' });
    const text = done.length === 0 ? 'up to date' : `applied ${done.map(({ name }) => name).join(', ')}`;
    process.stdout.write(`${service} database: ${text}\n`);
  } finally {
    await session.release();
    await database.destroy();
  }
}
