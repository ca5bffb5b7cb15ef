/** `npm run migrate`: brings the four databases up to date, on DATABASE_URL, else the running stack's server, else the embedded one. Safe to repeat. */
import path from 'node:path';
import {
  commonEnvironment,
  createDatabases,
  databases,
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  ManagedProcess,
  migratedServices,
  migrationProcess,
  readRunningState,
  readSettings,
  startPostgres,
  type StackSettings,
} from '@holdfast/local-stack';
import { runCommand } from './terminal.ts';

interface Server {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

async function server({ databaseUrl: given, dataDir }: StackSettings): Promise<Server> {
  const url = given ?? readRunningState(dataDir)?.addresses['postgres'];
  if (url !== undefined) return { url, stop: () => Promise.resolve() };
  const port = await freePort();
  const postgres = await startPostgres({ dataDir, port, isDurable: true });
  return { url: embeddedPostgresUrl(port), stop: () => postgres.stop() };
}

function migration(service: string, serverUrl: string, settings: StackSettings): ManagedProcess {
  const env = { ...commonEnvironment({ settings }), DATABASE_URL: databaseUrl(serverUrl, service) };
  const logFile = path.join(settings.dataDir, `logs/migrate-${service}.log`);
  return new ManagedProcess(migrationProcess(service, env, []), logFile);
}

async function migrateAll(serverUrl: string, settings: StackSettings, signal: AbortSignal): Promise<void> {
  await createDatabases(serverUrl, databases);
  const migrations = migratedServices.map((service) => migration(service, serverUrl, settings));
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
  const { url, stop } = await server(settings);
  try {
    await migrateAll(url, settings, asked.signal);
  } finally {
    await stop();
  }
});
