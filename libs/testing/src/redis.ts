import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOrFetchRedis, freePort, startRedis } from '@holdfast/local-stack';

/** A Redis server to test against. Specs keep out of each other's way by the names of their queues and keys. */
export interface TestRedis {
  readonly url: string;
  /** Ends the server when it was started for this caller alone. */
  drop(): Promise<void>;
}

/**
 * The Redis at TEST_REDIS_URL, or a server started for the caller when that is unset.
 * @throws Error that names the ways to get a Redis when none can be found or fetched.
 */
export async function testRedis(): Promise<TestRedis> {
  const shared = process.env['TEST_REDIS_URL'];
  if (shared !== undefined) return { url: shared, drop: () => Promise.resolve() };
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-redis-'));
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  return {
    url: `redis://127.0.0.1:${port}`,
    drop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
