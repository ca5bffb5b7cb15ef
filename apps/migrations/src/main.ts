import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeDatabases } from '@holdfast/databases';
import { runProgram, waitForPostgres } from '@holdfast/service-defaults/database';
import { readMigrations, services } from './migrations.config.ts';

/** Each service ships its own migration program. */
async function migrate(service: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = fileURLToPath(new URL(`../../${service}/dist/migrate.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { env, stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`the migrations of ${service} failed with ${signal ?? code}`);
}

const waiting = (reason: string): void => void process.stdout.write(`database server: waiting: ${reason}\n`);

async function migrateAll(): Promise<void> {
  const { adminUrl, databases, owners } = readMigrations(process.env);
  if (adminUrl !== undefined)
    await waitForPostgres('The database server', { waiting }, () => makeDatabases(adminUrl, databases));
  const runs = await Promise.allSettled(
    owners.map(({ service, url }) => migrate(service, { DATABASE_URL: url })),
  );
  const failed = runs
    .filter((run) => run.status === 'rejected')
    .map(({ reason }) => (reason as Error).message);
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

runProgram(() => {
  const [service] = process.argv.slice(2);
  if (service === undefined) return migrateAll();
  if (services.some((known) => known === service)) return migrate(service, process.env);
  throw new Error(`unknown service "${service}". Known: ${services.join(', ')}`);
});
