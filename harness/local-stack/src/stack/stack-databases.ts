import { makeDatabases, type OwnedDatabase } from '@holdfast/databases';
import { type StackService } from './services.ts';
import { createDatabases, databaseUrl } from '../postgres/databases.ts';

/** One database for each service with tables, and one for the queues. */
export const stackDatabaseNames = (
  services: readonly Pick<StackService, 'name' | 'migrations'>[],
): string[] => [
  ...services.filter(({ migrations }) => migrations !== null).map(({ name }) => name),
  'queues',
];

/** The databases of a stack on one server. */
export interface StackDatabases {
  /** Creates the missing databases and their users. Safe to repeat. */
  readonly create: () => Promise<void>;
  /** The superuser's address of a database, for tools, tests and the failure suite. */
  readonly database: (name: string) => string;
  /** The owner's address of a database, for migrations, which create tables. */
  readonly ownersDatabase: (name: string) => string;
  /** The service's address of a database, without the right to create tables. */
  readonly servicesDatabase: (name: string) => string;
  /** The failure lab's address of a database, to read it. On the user's own server, the given user's. */
  readonly observersDatabase: (name: string) => string;
}

const observer = { name: 'observer' };

/** For queues on Postgres, BullMQ creates its tables itself, from each service: one user owns them. */
const ownedDatabase = (name: string): OwnedDatabase => ({
  name,
  owner: { name: name === 'queues' ? name : `${name}_migrations` },
  user: { name },
  readers: [observer],
});

function asUser({ name }: { readonly name: string }, url: string): string {
  const address = new URL(url);
  address.username = name;
  return address.href;
}

/** On the embedded server, without passwords: an owner and a user for each database, one reader of all. */
export function embeddedDatabases(serverUrl: string, names: readonly string[]): StackDatabases {
  const database = (name: string): string => databaseUrl(serverUrl, name);
  return {
    create: () => makeDatabases(serverUrl, names.map(ownedDatabase)),
    database,
    ownersDatabase: (name) => asUser(ownedDatabase(name).owner, database(name)),
    servicesDatabase: (name) => asUser(ownedDatabase(name).user, database(name)),
    observersDatabase: (name) => asUser(observer, database(name)),
  };
}

/** On the user's own server: the user in its address does everything. */
export function givenDatabases(serverUrl: string, names: readonly string[]): StackDatabases {
  const database = (name: string): string => databaseUrl(serverUrl, name);
  return {
    create: () => createDatabases(serverUrl, names),
    database,
    ownersDatabase: database,
    servicesDatabase: database,
    observersDatabase: database,
  };
}
