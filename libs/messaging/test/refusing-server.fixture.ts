import { rmSync } from 'node:fs';
import { findOrFetchRedis, freePort, startRedis } from '@holdfast/local-stack';
import { temporaryFolder, testDatabase } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { type Backend } from './outbox-fixture.ts';

/** Larger payloads are refused. The lowest limit that Redis accepts. */
const limitBytes = 1_048_576;

export const tooLarge = { text: 'x'.repeat(limitBytes + 1) };

/** A dedicated queue server that can refuse large messages, or every write. */
export interface RefusingServer {
  readonly url: string;
  refuseLarge(isRefusing: boolean): Promise<void>;
  /** While full, it responds but refuses every write. */
  fill(isFull: boolean): Promise<void>;
  /** Deletes all data. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Redis closes the connection of a client that sends too much (`proto-max-bulk-len`), and reports OOM to all
 * when its memory is full.
 */
async function refusingRedis(): Promise<RefusingServer> {
  const [dataDir, port] = [temporaryFolder(), await freePort()];
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url);
  return {
    url,
    refuseLarge: async (isRefusing) =>
      void (await redis.config('SET', 'proto-max-bulk-len', isRefusing ? limitBytes : 512 * limitBytes)),
    fill: async (isFull) => void (await redis.config('SET', 'maxmemory', isFull ? 1 : 0)),
    empty: async () => void (await redis.flushall()),
    close: async () => {
      redis.disconnect();
      await server.kill();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/**
 * Postgres has a constraint on BullMQ's table, as an operator might add, and is made read-only like a
 * standby. Queues in Postgres are always reached directly.
 */
async function refusingPostgres(): Promise<RefusingServer> {
  const { drop, directUrl: url } = await testDatabase();
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const name = new URL(url).pathname.slice(1);
  const run = async (statement: string): Promise<void> =>
    void (await client.query(`set default_transaction_read_only = off; ${statement}`));
  return {
    url,
    refuseLarge: (isRefusing) =>
      run(
        `alter table bullmq.job ${isRefusing ? `add constraint small check (length(data::text) <= ${limitBytes}) not valid` : 'drop constraint small'}`,
      ),
    fill: (isFull) =>
      run(`alter database ${name} set default_transaction_read_only = ${isFull ? 'on' : 'off'};
      select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`),
    empty: () => run('truncate bullmq.job cascade'),
    close: async () => {
      await client.end();
      await drop();
    },
  };
}

export function refusingServer(backend: Backend): Promise<RefusingServer> {
  return backend === 'Redis' ? refusingRedis() : refusingPostgres();
}
