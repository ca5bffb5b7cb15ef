import path from 'node:path';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';
import { nodeProcess } from './node-process.ts';
import { type Environment } from './service-environment.ts';
import { migratedServices, type ServiceCopy, type StackService } from './services.ts';

/** Migrates the databases of Holdfast's own services, all in one process. */
export const migrationsProgram = 'apps/migrations/dist/main.js';

const isOurs = (service: string): boolean => migratedServices.some((ours) => ours === service);

/** The name of the process that migrates a service's database. */
export const migrationOf = ({ service }: Pick<ServiceCopy, 'service'>): string =>
  isOurs(service) ? 'migrations' : `migrate-${service}`;

export interface MigrationInputs {
  readonly services: readonly Pick<StackService, 'name' | 'migrations'>[];
  /** The owner's address of a database. */
  readonly ownersDatabase: (service: string) => string;
  /** The rest of the environment. */
  readonly env: Environment;
}

/** One-shot processes that migrate all databases: one for our own services, one for each extra service. */
export function migrationProcesses(
  { services, ownersDatabase, env }: MigrationInputs,
  dependsOn: readonly string[],
): ProcessSpec[] {
  const oneShot = (name: string, program: string, more: Environment): ProcessSpec => ({
    ...nodeProcess,
    name,
    kind: 'one-shot',
    args: [path.join(repositoryRoot, program)],
    env: { ...env, ...more },
    dependsOn,
    ports: [],
  });
  const addresses = services
    .filter(({ name }) => isOurs(name))
    .map(({ name }) => [`${name.toUpperCase()}_MIGRATIONS_URL`, ownersDatabase(name)] as const);
  return [
    oneShot('migrations', migrationsProgram, Object.fromEntries(addresses)),
    ...services.flatMap(({ name, migrations }) =>
      migrations === null || isOurs(name)
        ? []
        : [oneShot(migrationOf({ service: name }), migrations, { DATABASE_URL: ownersDatabase(name) })],
    ),
  ];
}
