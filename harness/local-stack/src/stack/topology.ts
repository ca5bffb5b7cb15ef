import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { mailProcess } from '../mail/mail-server.ts';
import { answersOk } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { repositoryRoot } from '../repository.ts';
import { type StackPlan } from '../supervisor/supervisor.ts';
import { loopbackUrl, portPlan } from './ports.ts';
import {
  commonEnvironment,
  type Environment,
  serviceEnvironment,
  type StackInputs,
} from './service-environment.ts';
import { migrationOf, migrationProcesses } from './migrations.ts';
import { nodeProcess } from './node-process.ts';
import { builtProgram, type ServiceCopy, serviceCopies, stackServices } from './services.ts';

function serviceProcess(
  { name, service, port, extra }: ServiceCopy,
  env: Environment,
  order: Pick<ProcessSpec, 'dependsOn' | 'stopsBefore'>,
): ProcessSpec {
  return {
    ...nodeProcess,
    ...order,
    name,
    kind: 'service',
    args: [path.join(repositoryRoot, extra?.program ?? builtProgram(service, 'main.js'))],
    env: { ...env, PORT: `${port}` },
    ports: [{ port, purpose: name }],
    ready: () => answersOk(`${loopbackUrl(port)}/health/ready`),
  };
}

type Names = Readonly<Record<string, readonly string[]>>;

/** The processes that must be ready before a service starts, and stop after it. */
const startsAfter: Names = {
  payments: ['stripe-simulator'],
};

/** These start at the same time as those they call, and stop first, so that their last calls succeed. */
const stopsBefore: Names = {
  email: ['mail'],
  checkout: ['payments', 'recommendations'],
  storefront: ['checkout'],
};

/** All programs of a stack with their dependencies. */
export function stackPlan(inputs: StackInputs, lab?: ProcessSpec): StackPlan {
  const { settings, servers } = inputs;
  const ports = portPlan(settings.portBase);
  const common = commonEnvironment(inputs);
  const redis = servers.processes.some(({ name }) => name === 'redis') ? ['redis'] : [];
  const labs = lab === undefined ? [] : [lab.name];
  const copies = serviceCopies(settings);
  const migrations = migrationsOf(inputs, common);
  const running = (names: Names, { service }: ServiceCopy): readonly string[] =>
    (names[service] ?? []).filter((name) => name === 'mail' || copies.some((copy) => copy.name === name));
  const service = (copy: ServiceCopy): ProcessSpec => {
    const migration = migrationOf(copy);
    const isMigrated = migrations.some(({ name }) => name === migration);
    // The others call nothing while they start.
    const isConnected = isMigrated || copy.extra !== undefined;
    return serviceProcess(
      copy,
      { ...common, ...serviceEnvironment(copy, inputs) },
      {
        dependsOn: [
          ...(isConnected ? [...(isMigrated ? [migration] : []), ...redis, ...labs] : []),
          ...running(startsAfter, copy),
        ],
        stopsBefore: [...running(stopsBefore, copy), ...(isConnected ? [] : labs)],
      },
    );
  };
  return {
    tasks: [servers.createDatabases],
    processes: [
      ...servers.processes,
      ...(lab === undefined ? [] : [lab]),
      ...(settings.mailInbox === 'off'
        ? []
        : [mailProcess({ dataDir: settings.dataDir, smtpPort: ports.smtp, webPort: ports.mailInbox })]),
      ...migrations,
      ...copies
        .map(service)
        .map((spec) => (spec.name === 'stripe-simulator' ? withLedgerFolder(spec, settings.dataDir) : spec)),
    ],
  };
}

/** Migrations bypass the lab: it starts in parallel, and no scenario covers them. */
function migrationsOf({ settings, servers }: StackInputs, common: Environment): ProcessSpec[] {
  const services = stackServices(settings);
  return migrationProcesses({ services, ownersDatabase: servers.ownersDatabase, env: common }, ['databases']);
}

function withLedgerFolder(simulator: ProcessSpec, dataDir: string): ProcessSpec {
  const prepare = (): Promise<void> => {
    mkdirSync(path.join(dataDir, 'stripe-simulator'), { recursive: true });
    return Promise.resolve();
  };
  return { ...simulator, prepare };
}
