/** `npm run migrate`: brings the four databases up to date, on DATABASE_URL, else the running stack's server, else the embedded one. Safe to repeat. */
import path from 'node:path';
import {
  commonEnvironment,
  embeddedDatabases,
  embeddedPostgresUrl,
  freePort,
  givenDatabases,
  ManagedProcess,
  migratedServices,
  migrationProcess,
  readRunningState,
  readSettings,
  type StackDatabases,
  startPostgres,
  type StackSettings,
} from '@holdfast/local-stack';
import { runCommand } from './terminal.ts';

interface Server {
  readonly databases: StackDatabases;
  readonly stop: () => Promise<unknown>;
}

async function server({ databaseUrl: given, dataDir }: StackSettings): Promise<Server> {
  const stop = (): Promise<void> => Promise.resolve();
  if (given !== undefined) return { databases: givenDatabases(given), stop };
  const running = readRunningState(dataDir);
  const url = running?.addresses['postgres'];
  if (url !== undefined) {
    const isOurs = running?.processes.some(({ name }) => name === 'postgres');
    return { databases: isOurs ? embeddedDatabases(url) : givenDatabases(url), stop };
  }
  const port = await freePort();
  const postgres = await startPostgres({ dataDir, port, isDurable: true });
  return { databases: embeddedDatabases(embeddedPostgresUrl(port)), stop: () => postgres.stop() };
}

function migration(service: string, databases: StackDatabases, settings: StackSettings): ManagedProcess {
  const env = { ...commonEnvironment({ settings }), DATABASE_URL: databases.ownersDatabase(service) };
  const logFile = path.join(settings.dataDir, `logs/migrate-${service}.log`);
  return new ManagedProcess(migrationProcess(service, env, []), logFile);
}

async function migrateAll(
  databases: StackDatabases,
  settings: StackSettings,
  signal: AbortSignal,
): Promise<void> {
  await databases.create();
  const migrations = migratedServices.map((service) => migration(service, databases, settings));
  const runs = migrations.map(async (process) => {
    await process.start(signal);
    console.log(`${process.spec.name} done`);
  });
  const failures = (await Promise.allSettled(runs)).filter((run) => run.status === 'rejected');
  await Promise.all(migrations.map((process) => process.stop()));
  if (failures.length > 0)
    throw new Error(failures.map(({ reason }) => (reason as Error).message).join('\n\n'));
}

await runCommand(async () => {
  const settings = readSettings(process.env);
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const { databases, stop } = await server(settings);
  try {
    await migrateAll(databases, settings, asked.signal);
  } finally {
    await stop();
  }
});
