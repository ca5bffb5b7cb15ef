import { databaseUrl } from '@holdfast/local-stack';
import { Pool } from 'pg';
import { knownServices } from '../running-stack.ts';

/** The database of one service. */
export interface ServiceDatabase {
  readonly service: string;
  readonly url: string;
}

/** The databases of the running stack, on its server. */
export const databasesOn = (server: string): ServiceDatabase[] =>
  knownServices()
    .filter(({ migrations }) => migrations !== null)
    .map(({ name }) => ({ service: name, url: databaseUrl(server, name) }));

/** A small pool for an interactive command. */
export function openPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: 'npm run ops',
  });
  // The next query reports a broken idle connection.
  pool.on('error', () => undefined);
  return pool;
}

/** @throws Error that names the service if its database is unreachable. */
export async function hasTable(service: string, pool: Pool, table: string): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ is_there: boolean }>(
      `select to_regclass($1) is not null as is_there`,
      [table],
    );
    return rows[0]?.is_there ?? false;
  } catch (cause) {
    throw new Error(`Cannot query the database of ${service}:`, { cause });
  }
}

/**
 * The option that repeats a given address in a follow-up command; empty if none was given. Without its
 * password: `PGPASSWORD` may have it, and a masked one would be sent.
 */
export function urlOption(option: string, given: string | undefined): string {
  if (given === undefined) return '';
  const url = new URL(given);
  if (url.password === '') return ` --${option} '${given}'`;
  url.password = '';
  return ` --${option} '${url.href}'`;
}
