import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeDatabases } from '@holdfast/databases';
import { runProgram } from '@holdfast/service-defaults/database';
import { readMigrations } from './migrations.config.ts';

/** Each service brings its own program for it; they run side by side. */
async function migrate(service: string, url: string): Promise<void> {
  const program = fileURLToPath(new URL(`../../${service}/dist/migrate.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { env: { DATABASE_URL: url }, stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`the migrations of ${service} ended with ${signal ?? code}`);
}

runProgram(async () => {
  const { adminUrl, databases, owners } = readMigrations(process.env);
  if (adminUrl !== undefined) await makeDatabases(adminUrl, databases);
  const runs = await Promise.allSettled(owners.map(({ service, url }) => migrate(service, url)));
  const failed = runs
    .filter((run) => run.status === 'rejected')
    .map(({ reason }) => (reason as Error).message);
  if (failed.length > 0) throw new Error(failed.join('\n'));
});
