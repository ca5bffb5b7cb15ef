import { databaseUrl, withoutPassword } from '@holdfast/local-stack';
import { Pool } from 'pg';
import { knownServices } from './running-stack.ts';

/** The database of one service. */
export interface ServiceDatabase {
  readonly service: string;
  readonly url: string;
}

/** Those of the stack that runs here, on its server. */
export const databasesOn = (server: string): ServiceDatabase[] =>
  knownServices()
    .filter(({ migrations }) => migrations !== null)
    .map(({ name }) => ({ service: name, url: databaseUrl(server, name) }));

/** A few connections for a command that a person waits for. `command` is what Postgres shows as the application's name. */
export function openPool(url: string, command: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: command,
  });
  // An idle connection that breaks is told by the next query.
  pool.on('error', () => undefined);
  return pool;
}

/** @throws Error that names the service when its database does not answer. */
export async function hasTable(service: string, pool: Pool, table: string): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ is_there: boolean }>(
      `select to_regclass($1) is not null as is_there`,
      [table],
    );
    return rows[0]?.is_there ?? false;
  } catch (cause) {
    throw new Error(`The database of ${service} cannot be asked:`, { cause });
  }
}

/** What to add to a command so that it finds an address again; nothing where none was named. */
export const urlOption = (option: string, url: string | undefined): string =>
  url === undefined ? '' : ` --${option} '${withoutPassword(url)}'`;
