import { makeDatabases } from '@holdfast/databases';
import { PostgresUnreachable, runProgram, waitForPostgres } from '@holdfast/service-defaults/database';
import { readMigrations } from './migrations.config.ts';
import { migrateService } from './service-migrations.ts';

const waiting = (reason: string): void => void process.stdout.write(`database server: waiting: ${reason}\n`);

/** Reports a failure immediately: the other services' migrations continue, and may wait for a minute. */
async function migrate(service: string, url: string): Promise<void> {
  try {
    await migrateService(service, { DATABASE_URL: url });
  } catch (error) {
    const { message, stack = message } = error as Error;
    process.stderr.write(`${service} database: ${error instanceof PostgresUnreachable ? message : stack}\n`);
    throw new Error(`the migrations of ${service} failed`);
  }
}

async function migrateAll(): Promise<void> {
  const { adminUrl, databases, owners } = readMigrations(process.env);
  if (adminUrl !== undefined)
    await waitForPostgres('The database server', { waiting }, () => makeDatabases(adminUrl, databases));
  const runs = await Promise.allSettled(owners.map(({ service, url }) => migrate(service, url)));
  const failed = runs
    .filter((run) => run.status === 'rejected')
    .map(({ reason }) => (reason as Error).message);
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

runProgram(() => {
  const [service] = process.argv.slice(2);
  return service === undefined ? migrateAll() : migrateService(service, process.env);
});
