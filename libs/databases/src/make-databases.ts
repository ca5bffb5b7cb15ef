import pg from 'pg';
import { closeDatabase, grantReading, grantUsage, transferOwnership } from './privileges.ts';

export interface DatabaseUser {
  readonly name: string;
  /** Default: an existing user's password stays unchanged; a new user gets none. */
  readonly password?: string | undefined;
}

/** A database and the users that may enter it. */
export interface OwnedDatabase {
  readonly name: string;
  /** Owns everything in it. Migrations run as this user. */
  readonly owner: DatabaseUser;
  /** Reads and writes rows, but cannot create, change or drop anything, unless it is the owner. */
  readonly user: DatabaseUser;
  /** May read all tables, existing and future, and do nothing else. Default: none. */
  readonly readers?: readonly DatabaseUser[];
}

/** An arbitrary number. The lock keeps concurrent runs from changing the same catalog rows. */
const lock = 7_305_118;

/**
 * Creates missing databases and users and sets all rights: only a database's owner, its user, its readers and
 * superusers may enter it. Existing objects stay and are transferred to the owner. Safe to repeat, to run
 * concurrently, and while services run. `serverUrl` is a superuser's, on a dedicated server: `postgres` and
 * `template1` are closed too.
 */
export async function makeDatabases(serverUrl: string, databases: readonly OwnedDatabase[]): Promise<void> {
  await withClient(serverUrl, async (server) => {
    await server.query('select pg_advisory_lock($1)', [lock]);
    for (const { owner, user, readers = [] } of databases) {
      await makeUser(server, owner);
      if (user.name !== owner.name) await makeUser(server, user);
      for (const reader of readers) await makeUser(server, reader);
    }
    for (const database of databases) await makeDatabase(server, database);
    // In parallel: in each database, only its own catalog changes.
    await Promise.all(databases.map((database) => setRightsInside(serverUrl, database)));
    for (const name of ['postgres', 'template1']) await server.query(closeDatabase(name));
  });
}

async function makeUser(server: pg.Client, { name, password }: DatabaseUser): Promise<void> {
  const { rowCount } = await server.query('select from pg_roles where rolname = $1', [name]);
  const role = pg.escapeIdentifier(name);
  if (rowCount === 0) await server.query(`create role ${role} login`);
  if (password !== undefined) await server.query(`alter role ${role} password ${pg.escapeLiteral(password)}`);
}

async function makeDatabase(server: pg.Client, database: OwnedDatabase): Promise<void> {
  const name = pg.escapeIdentifier(database.name);
  const owner = pg.escapeIdentifier(database.owner.name);
  const entrants = [database.user, ...(database.readers ?? [])].map((entrant) =>
    pg.escapeIdentifier(entrant.name),
  );
  const { rowCount } = await server.query('select from pg_database where datname = $1', [database.name]);
  if (rowCount === 0) await server.query(`create database ${name} owner ${owner}`);
  else await server.query(`alter database ${name} owner to ${owner}`);
  await server.query(
    `${closeDatabase(database.name)}; grant connect on database ${name} to ${entrants.join(', ')}`,
  );
}

async function setRightsInside(serverUrl: string, database: OwnedDatabase): Promise<void> {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database.name)}`;
  await withClient(url.href, async (inside) => {
    await inside.query(transferOwnership(database.owner.name));
    if (database.user.name !== database.owner.name)
      await inside.query(grantUsage(database.owner.name, database.user.name));
    for (const reader of database.readers ?? [])
      await inside.query(grantReading(database.owner.name, reader.name));
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
