import { makeDatabases, type OwnedDatabase } from '@holdfast/databases';
import { type StackService } from './services.ts';
import { createDatabases, databaseUrl } from '../postgres/databases.ts';

/** One for each service that has tables, and one for the queues. */
export const stackDatabaseNames = (
  services: readonly Pick<StackService, 'name' | 'migrations'>[],
): string[] => [
  ...services.filter(({ migrations }) => migrations !== null).map(({ name }) => name),
  'queues',
];

/** The databases of a stack on one server. */
export interface StackDatabases {
  /** Makes those that are missing, with their users. Safe to repeat. */
  readonly create: () => Promise<void>;
  /** The address of one of them, for whoever may do everything: tools, tests and the judge. */
  readonly database: (name: string) => string;
  /** The same for migrations, which make tables. */
  readonly ownersDatabase: (name: string) => string;
  /** The same for the service, which cannot. */
  readonly servicesDatabase: (name: string) => string;
}

/** Queues on Postgres are tables that BullMQ makes by itself, in each service: they have one user, who owns them. */
const ownedDatabase = (name: string): OwnedDatabase => ({
  name,
  owner: { name: name === 'queues' ? name : `${name}_migrations` },
  user: { name },
});

function asUser({ name }: { readonly name: string }, url: string): string {
  const address = new URL(url);
  address.username = name;
  return address.href;
}

/** On the embedded server, which asks nobody for a password: an owner and a user for each. */
export function embeddedDatabases(serverUrl: string, names: readonly string[]): StackDatabases {
  const database = (name: string): string => databaseUrl(serverUrl, name);
  return {
    create: () => makeDatabases(serverUrl, names.map(ownedDatabase)),
    database,
    ownersDatabase: (name) => asUser(ownedDatabase(name).owner, database(name)),
    servicesDatabase: (name) => asUser(ownedDatabase(name).user, database(name)),
  };
}

/** On a server of the user's: its users are none of our business, and the one in the address does everything. */
export function givenDatabases(serverUrl: string, names: readonly string[]): StackDatabases {
  const database = (name: string): string => databaseUrl(serverUrl, name);
  return {
    create: () => createDatabases(serverUrl, names),
    database,
    ownersDatabase: database,
    servicesDatabase: database,
  };
}
