import { embeddedPostgresUrl, postgresProcess } from '../postgres/embedded-postgres.ts';
import { postgresAnswers } from '../process/probes.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { findRedis, redisProcess } from '../redis/redis-server.ts';
import { type Task } from '../supervisor/supervisor.ts';
import { portPlan } from './ports.ts';
import { type StackSettings } from './settings.ts';
import { stackServices } from './services.ts';
import {
  embeddedDatabases,
  givenDatabases,
  type StackDatabases,
  stackDatabaseNames,
} from './stack-databases.ts';

/** The servers that the services use: our own, or those in the user's settings. */
export interface Servers extends Omit<StackDatabases, 'create'> {
  readonly processes: readonly ProcessSpec[];
  readonly createDatabases: Task;
  /** Undefined without Redis: queues are on Postgres, caches in process. */
  readonly redisUrl: string | undefined;
  /** Servers that are not processes of this stack, with the reason. */
  readonly notOurs: Readonly<Record<string, string>>;
}

export const withoutRedis =
  'no Redis found: queues run on Postgres and the cache in process (for Redis, install it or set REDIS_URL)';

function redisOf({
  redisUrl,
  dataDir,
  portBase,
  searchPath,
}: StackSettings): Pick<Servers, 'processes' | 'redisUrl' | 'notOurs'> {
  if (redisUrl !== undefined)
    return { processes: [], redisUrl, notOurs: { redis: 'REDIS_URL points at another server' } };
  const program = findRedis(searchPath);
  if (program === undefined) return { processes: [], redisUrl, notOurs: { redis: withoutRedis } };
  const port = portPlan(portBase).redis;
  return {
    processes: [redisProcess({ dataDir, port, program })],
    redisUrl: `redis://127.0.0.1:${port}`,
    notOurs: {},
  };
}

function databasesOf(settings: StackSettings): StackDatabases {
  const { databaseUrl: given, portBase } = settings;
  const names = stackDatabaseNames(stackServices(settings));
  if (given !== undefined) return givenDatabases(given, names);
  return embeddedDatabases(embeddedPostgresUrl(portPlan(portBase).postgres), names);
}

/** Decides which servers the stack runs and how services reach them. */
export function chooseServers(settings: StackSettings): Servers {
  const { dataDir, databaseUrl: given, portBase } = settings;
  const port = portPlan(portBase).postgres;
  const redis = redisOf(settings);
  const { create, ...addresses } = databasesOf(settings);
  return {
    ...addresses,
    createDatabases: { name: 'databases', dependsOn: given === undefined ? ['postgres'] : [], run: create },
    processes: [
      ...(given === undefined
        ? [postgresProcess({ dataDir, port, isDurable: true, more: settings.postgres ?? {} })]
        : []),
      ...redis.processes,
    ],
    redisUrl: redis.redisUrl,
    notOurs: {
      ...redis.notOurs,
      ...(given === undefined ? {} : { postgres: 'DATABASE_URL points at another server' }),
      ...(settings.stripe === undefined
        ? {}
        : { 'stripe-simulator': 'STRIPE_SECRET_KEY is set, so payments go to Stripe' }),
    },
  };
}

/** One line for each of the user's servers that does not respond. */
export async function silentServers({ databaseUrl: database, redisUrl }: StackSettings): Promise<string[]> {
  const checks: Promise<string | undefined>[] = [];
  if (database !== undefined) checks.push(silence('DATABASE_URL', database, () => postgresAnswers(database)));
  if (redisUrl !== undefined) checks.push(silence('REDIS_URL', redisUrl, () => pingRedis(redisUrl)));
  return (await Promise.all(checks)).filter((problem) => problem !== undefined);
}

async function silence(name: string, url: string, ask: () => Promise<void>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${name}: the server at ${new URL(url).host} does not respond (${message || code})`;
  }
}

async function pingRedis(url: string): Promise<void> {
  // Imported only here: most starts have no REDIS_URL.
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  // connect() rejects with the error; without a listener it would also be printed.
  let failure: unknown;
  redis.on('error', (error) => (failure = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw failure ?? error;
  } finally {
    // On a closed connection, disconnect() would keep the process running for another 2 s.
    if (redis.status !== 'end') redis.disconnect();
  }
}
