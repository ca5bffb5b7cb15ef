import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { mailProcess } from '../mail/mail-server.ts';
import { answersOk } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';
import { type StackPlan } from '../supervisor/supervisor.ts';
import { portPlan } from './ports.ts';
import {
  commonEnvironment,
  type Environment,
  loopbackUrl,
  serviceEnvironments,
  type ServiceName,
  type Surroundings,
} from './service-environment.ts';

/** The services with a database, each of which brings a `migrate.js`. */
export const migratedServices = ['checkout', 'payments', 'email', 'recommendations'] as const;

const program = (service: string, file: string): string =>
  path.join(repositoryRoot, 'apps', service, 'dist', file);

const nodeProcess = {
  command: process.execPath,
  cwd: repositoryRoot,
  stopSignal: 'SIGTERM',
} as const;

/** One service's migrations as a one-shot. */
export function migrationProcess(
  service: string,
  env: Environment,
  dependsOn: readonly string[],
): ProcessSpec {
  return {
    ...nodeProcess,
    name: `migrate-${service}`,
    kind: 'one-shot',
    args: [program(service, 'migrate.js')],
    env,
    dependsOn,
    ports: [],
  };
}

function serviceProcess(
  name: ServiceName,
  port: number,
  env: Environment,
  dependsOn: readonly string[],
): ProcessSpec {
  return {
    ...nodeProcess,
    name,
    kind: 'service',
    args: [program(name, 'main.js')],
    env: { ...env, PORT: `${port}` },
    dependsOn,
    ports: [{ port, purpose: name }],
    ready: () => answersOk(`${loopbackUrl(port)}/health/ready`),
  };
}

/** Every program of a stack with what it waits for. */
export function stackPlan(surroundings: Surroundings): StackPlan {
  const { settings, servers } = surroundings;
  const ports = portPlan(settings.portBase);
  const common = commonEnvironment(surroundings);
  const own = serviceEnvironments(surroundings);
  const env = (name: ServiceName): Environment => ({ ...common, ...own[name] });
  const queues = servers.processes.some(({ name }) => name === 'redis') ? ['redis'] : [];
  const service = (name: ServiceName, port: number, dependsOn: readonly string[]): ProcessSpec => {
    const migrated = migratedServices.some((candidate) => candidate === name)
      ? [`migrate-${name}`, ...queues]
      : [];
    return serviceProcess(name, port, env(name), [...migrated, ...dependsOn]);
  };
  return {
    tasks: [servers.createDatabases],
    processes: [
      ...servers.processes,
      mailProcess({ dataDir: settings.dataDir, smtpPort: ports.smtp, webPort: ports.mailInbox }),
      ...migratedServices.map((name) => migrationProcess(name, env(name), ['databases'])),
      withLedgerFolder(service('stripe-simulator', ports.stripeSimulator, []), settings.dataDir),
      service('recommendations', ports.recommendations, []),
      service('email', ports.email, ['mail']),
      service('payments', ports.payments, ['stripe-simulator']),
      service('checkout', ports.checkout, ['payments', 'recommendations']),
    ],
  };
}

function withLedgerFolder(simulator: ProcessSpec, dataDir: string): ProcessSpec {
  const prepare = (): Promise<void> => {
    mkdirSync(path.join(dataDir, 'stripe-simulator'), { recursive: true });
    return Promise.resolve();
  };
  return { ...simulator, prepare };
}
