import { mkdtempSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EdgeConfig } from '@holdfast/lab-api';
import {
  answersOk,
  createDatabases,
  embeddedPostgresUrl,
  isPortBusy,
  ManagedProcess,
  type ProcessEvents,
  startPostgres,
} from '@holdfast/local-stack';
import { type RunningStack, type StartStack } from '../suite/stack.ts';
import { Custodian } from './custodian.ts';

/** A service of the system: a Node program. */
export interface ServiceProgram {
  readonly name: string;
  /** An absolute path; TypeScript without a build works too. */
  readonly program: string;
  /** Creates its tables, once, before the services start. An absolute path. Default: none. */
  readonly migrations?: string;
  /** It must return 200 once the service is ready. Default `/health/ready`. */
  readonly health?: string;
  /** Services that it calls, each with the setting for the address: `{ PAYMENTS_URL: 'payments' }`. */
  readonly calls?: Readonly<Record<string, string>>;
  /** More settings. PORT, HOST and DATABASE_URL are set; nothing is inherited. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A system of services, with a Postgres of their own. */
export interface OwnProcesses {
  readonly services: readonly ServiceProgram[];
  /** The services that customers call. Default: the first one. */
  readonly calledByCustomers?: readonly string[];
  /** The first of its ports: Postgres, then two for each service, then the edges. Default 21000. */
  readonly portBase?: number;
}

const host = '127.0.0.1';
const defaultPortBase = 21_000;
const database = 'suite';

interface Wiring {
  readonly postgresPort: number;
  readonly portOf: (service: string) => number;
  readonly edges: readonly EdgeConfig[];
  readonly edgePort: (edge: string) => number;
}

/** Every connection is an edge of the lab: customers to services, services to each other and to Postgres. */
function wire({ services, calledByCustomers, portBase = defaultPortBase }: OwnProcesses): Wiring {
  const names = services.map(({ name }) => name);
  const portOf = (service: string): number => {
    const index = names.indexOf(service);
    if (index < 0) throw new Error(`There is no service "${service}". Services: ${names.join(', ')}.`);
    return portBase + 1 + index;
  };
  const pairs = [
    ...(calledByCustomers ?? names.slice(0, 1)).map((to) => ({ from: 'customer', to })),
    ...services.flatMap(({ name, calls = {} }) => Object.values(calls).map((to) => ({ from: name, to }))),
    ...names.map((from) => ({ from, to: 'postgres' })),
  ];
  const edges = pairs.map(({ from, to }, index): EdgeConfig => ({
    edge: `${from}->${to}`,
    from,
    to,
    protocol: to === 'postgres' ? 'postgres' : 'http',
    port: portBase + 1 + names.length + index,
    upstreams: [{ name: to, host, port: to === 'postgres' ? portBase : portOf(to) }],
  }));
  const edgePort = (edge: string): number => edges.find((each) => each.edge === edge)?.port ?? 0;
  return { postgresPort: portBase, portOf, edges, edgePort };
}

const common = {
  command: process.execPath,
  stopSignal: 'SIGTERM',
  sharesCtrlC: true,
  dependsOn: [],
} as const;

/** Creates a service's tables. It is not struck, so it goes around the lab. */
function migrationOf(
  { name, migrations, environment = {} }: ServiceProgram,
  { postgresPort }: Wiring,
  folder: string,
  events: ProcessEvents,
): ManagedProcess[] {
  if (migrations === undefined) return [];
  const spec = {
    ...common,
    name: `migrate-${name}`,
    kind: 'one-shot',
    args: [migrations],
    env: { ...environment, DATABASE_URL: embeddedPostgresUrl(postgresPort, database) },
    cwd: path.dirname(migrations),
    ports: [],
  } as const;
  return [new ManagedProcess(spec, path.join(folder, `migrate-${name}.log`), events)];
}

function processOf(
  service: ServiceProgram,
  wiring: Wiring,
  folder: string,
  events: ProcessEvents,
): ManagedProcess {
  const { name, program, health = '/health/ready', calls = {}, environment = {} } = service;
  const port = wiring.portOf(name);
  const addresses = Object.entries(calls).map(([setting, to]) => [
    setting,
    `http://${host}:${wiring.edgePort(`${name}->${to}`)}`,
  ]);
  return new ManagedProcess(
    {
      ...common,
      name,
      kind: 'service',
      args: [program],
      env: {
        HOST: host,
        PORT: `${port}`,
        DATABASE_URL: embeddedPostgresUrl(wiring.edgePort(`${name}->postgres`), database),
        ...(Object.fromEntries(addresses) as Record<string, string>),
        ...environment,
      },
      cwd: path.dirname(program),
      ports: [{ port, purpose: name }],
      ready: () => answersOk(`http://${host}:${port}${health}`),
    },
    path.join(folder, `${name}.log`),
    events,
  );
}

async function demandFreePorts({ postgresPort, portOf, edges }: Wiring, names: readonly string[]) {
  const ports = [postgresPort, ...names.map(portOf), ...edges.map(({ port }) => port)];
  const busy = await Promise.all(ports.map(isPortBusy));
  const taken = ports.filter((_, index) => busy[index]);
  if (taken.length > 0)
    throw new Error(`Ports in use: ${taken.join(', ')}. Stop their programs, or choose another portBase.`);
}

/**
 * Starts the services as processes, with an embedded Postgres and the lab between all of them. Everything is
 * stopped and deleted at the end, even if the suite is killed. Postgres is not killed by strikes.
 */
export function ownProcesses(options: OwnProcesses): StartStack {
  return async (signal) => {
    const wiring = wire(options);
    const names = options.services.map(({ name }) => name);
    await demandFreePorts(wiring, names);
    // Every user can reach it, because Postgres does not run as root.
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-engine-'));
    await chmod(folder, 0o755);
    const custodian = new Custodian(folder);
    const server = { dataDir: folder, port: wiring.postgresPort, isDurable: false };
    const postgres = await startPostgres(server, custodian.watch());
    await createDatabases(embeddedPostgresUrl(wiring.postgresPort), [database]);
    const exits: string[] = [];
    const processes = new Map(
      options.services.map((service) => {
        const { name } = service;
        const events = custodian.watch(
          (how, wasExpected) => void (wasExpected || exits.push(`${name} exited unexpectedly (${how})`)),
        );
        return [name, processOf(service, wiring, folder, events)];
      }),
    );
    const migrations = options.services.flatMap((service) =>
      migrationOf(service, wiring, folder, custodian.watch()),
    );
    return running({ options, wiring, postgres, migrations, processes, exits, custodian, signal });
  };
}

interface Started {
  readonly options: OwnProcesses;
  readonly wiring: Wiring;
  readonly postgres: ManagedProcess;
  readonly migrations: readonly ManagedProcess[];
  readonly processes: ReadonlyMap<string, ManagedProcess>;
  readonly exits: string[];
  readonly custodian: Custodian;
  readonly signal: AbortSignal;
}

function running(started: Started): RunningStack {
  const { options, wiring, postgres, migrations, processes, exits, custodian, signal } = started;
  const named = (name: string): ManagedProcess => {
    const found = processes.get(name);
    if (found === undefined) throw new Error(`There is no process "${name}" to kill or start.`);
    return found;
  };
  return {
    edges: wiring.edges,
    health: new Map(
      options.services.map(({ name, health = '/health/ready' }) => [
        name,
        `http://${host}:${wiring.portOf(name)}${health}`,
      ]),
    ),
    begin: async () => {
      for (const migration of migrations) await migration.start(signal);
      await Promise.all([...processes.values()].map((each) => each.start(signal)));
    },
    address: (name) =>
      name === 'postgres'
        ? embeddedPostgresUrl(wiring.postgresPort, database)
        : `http://${host}:${wiring.portOf(name)}`,
    canKill: (name) => processes.has(name),
    kill: (name) => named(name).kill(),
    start: (name) => named(name).start(signal),
    unexpectedExits: () => exits.splice(0),
    stop: async () => {
      await Promise.all([...migrations, ...processes.values()].map((each) => each.kill()));
      await postgres.kill();
      await custodian.dismiss();
    },
  };
}
