import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  embeddedPostgresUrl,
  findOrFetchRedis,
  freePort,
  startPostgres,
  startRedis,
} from '@holdfast/local-stack';
import { type Tally } from './test-tiers.ts';

/** Runs tests with one Postgres and one Redis for all of them, given to them as TEST_POSTGRES_URL and TEST_REDIS_URL, and ends both. */
export async function runWithTestServers(run: (env: NodeJS.ProcessEnv) => Promise<Tally>): Promise<Tally> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-servers-'));
  // Postgres does not run as root, and must reach its data all the same.
  chmodSync(dataDir, 0o755);
  const stops: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(dataDir, { recursive: true }))];
  try {
    const env = {
      TEST_POSTGRES_URL: await postgres(dataDir, stops),
      TEST_REDIS_URL: await redis(dataDir, stops),
    };
    return await run(env);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function postgres(dataDir: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const port = await freePort();
  const server = await startPostgres({ dataDir, port, isDurable: false });
  stops.push(() => server.stop());
  return embeddedPostgresUrl(port);
}

async function redis(dataDir: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined) return given;
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  stops.push(() => server.stop());
  return `redis://127.0.0.1:${port}`;
}
