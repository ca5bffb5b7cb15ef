/** `npm run migrate`: migrates the database of every service. */
import path from 'node:path';
import {
  commonEnvironment,
  embeddedDatabases,
  embeddedPostgresUrl,
  freePort,
  givenDatabases,
  ManagedProcess,
  migrationProcesses,
  readRunningState,
  readSettings,
  type StackDatabases,
  stackDatabaseNames,
  startPostgres,
  type StackService,
  type StackSettings,
  withListedServices,
} from '@holdfast/local-stack';
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { knownServices } from './running-stack.ts';

const usage = `npm run migrate

Migrates the database of every service, including those of EXTRA_SERVICES: on the server of DATABASE_URL, else on that
of the running stack, else on the embedded server, which it starts and stops. Safe to repeat.`;

interface Server {
  readonly databases: StackDatabases;
  readonly stop: () => Promise<unknown>;
}

async function server(
  { databaseUrl: given, dataDir }: StackSettings,
  names: readonly string[],
): Promise<Server> {
  const stop = (): Promise<void> => Promise.resolve();
  if (given !== undefined) return { databases: givenDatabases(given, names), stop };
  const running = readRunningState(dataDir);
  const url = running?.addresses['postgres'];
  if (url !== undefined) {
    const isOurs = running?.processes.some(({ name }) => name === 'postgres');
    return { databases: isOurs ? embeddedDatabases(url, names) : givenDatabases(url, names), stop };
  }
  const port = await freePort();
  const postgres = await startPostgres({ dataDir, port, isDurable: true });
  return { databases: embeddedDatabases(embeddedPostgresUrl(port), names), stop: () => postgres.stop() };
}

async function migrateAll(
  services: readonly StackService[],
  databases: StackDatabases,
  settings: StackSettings,
  signal: AbortSignal,
): Promise<void> {
  await databases.create();
  const env = commonEnvironment({ settings });
  const { ownersDatabase } = databases;
  const migrations = migrationProcesses({ services, ownersDatabase, env }, []).map(
    (spec) => new ManagedProcess(spec, path.join(settings.dataDir, `logs/${spec.name}.log`)),
  );
  const runs = migrations.map(async (process) => {
    await process.start(signal);
    console.log(`${process.spec.name} done`);
  });
  const failures = (await Promise.allSettled(runs)).filter((run) => run.status === 'rejected');
  await Promise.all(migrations.map((process) => process.stop()));
  if (failures.length > 0)
    throw new Error(failures.map(({ reason }) => (reason as Error).message).join('\n\n'));
}

async function run(): Promise<void> {
  const settings = readSettings(withListedServices(process.env));
  const services = knownServices();
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const { databases, stop } = await server(settings, stackDatabaseNames(services));
  try {
    await migrateAll(services, databases, settings, asked.signal);
  } finally {
    await stop();
  }
}

await runCommand({ usage, read: (args) => void parseOptions(args, {}, false), run });
