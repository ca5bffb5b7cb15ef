import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  createDatabases,
  embeddedPostgresUrl,
  findRedis,
  freePort,
  type ManagedProcess,
  repositoryRoot,
  startPostgres,
  startRedis,
} from '@holdfast/local-stack';
import { startService } from '@holdfast/testing';
import { Books } from './books.ts';
import { ContenderProcess } from './contender.process.ts';
import { type Contender, contenders } from './contenders.ts';
import { type ServerName } from './experiments.ts';
import { apiKey } from './traffic.ts';

const programs = 'harness/bench/dist/idempotency';
const providerProgram = `${programs}/provider/provider.main.js`;
const programOf = ({ program }: Contender): string => `${programs}/contenders/${program}`;

/** Every program that is started here. */
export const programFiles: readonly string[] = [providerProgram, ...contenders.map(programOf)];

interface Store {
  readonly server: ManagedProcess;
  readonly port: number;
}

interface Stores {
  readonly postgres: Store;
  readonly redis: Store;
}

/** A durable Postgres, a Redis, the provider's stub, and one process per contender. */
export class Arena {
  readonly books = new Map<string, Books>();
  providerUrl = '';
  private providerPid = 0;
  private readonly processes = new Map<ServerName, ContenderProcess>();
  private readonly stops: (() => Promise<unknown>)[] = [];
  /** Not in the system's temporary folder: it may be in memory, where fsync costs nothing. */
  private readonly dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);

  /** Rejects if any of them cannot start; call `close` even then. */
  async open(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    this.stops.push(() => rm(this.dataDir, { recursive: true }));
    const stores = { postgres: await this.startPostgres(), redis: await this.startRedis() };
    const provider = await startService({
      program: providerProgram,
      env: {},
      ready: '/',
    });
    this.stops.push(() => provider.stop());
    this.providerUrl = provider.url;
    this.providerPid = provider.pid;
    const databases = [...new Set(contenders.map(({ database }) => database))];
    await createDatabases(embeddedPostgresUrl(stores.postgres.port), databases);
    for (const database of databases)
      this.books.set(database, new Books(database, embeddedPostgresUrl(stores.postgres.port, database)));
    for (const contender of contenders) await this.startContender(contender, stores);
  }

  process(name: ServerName): ContenderProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`${name} has not been started`);
    return found;
  }

  async prepare(): Promise<void> {
    for (const { name, isIdempotent, doneOrders } of contenders)
      await this.processes.get(name)?.prepare(isIdempotent, doneOrders);
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }

  private async startPostgres(): Promise<Store> {
    const port = await freePort();
    const server = await startPostgres({ dataDir: this.dataDir, port, isDurable: true });
    this.stops.push(() => server.stop());
    return { server, port };
  }

  private async startRedis(): Promise<Store> {
    const program = findRedis();
    if (program === undefined) throw new Error('the Redis server is gone from the PATH');
    const port = await freePort();
    const server = await startRedis({ dataDir: this.dataDir, port, program });
    this.stops.push(() => server.stop());
    return { server, port };
  }

  private async startContender(contender: Contender, stores: Stores): Promise<void> {
    const { name, database } = contender;
    const books = this.books.get(database);
    if (books === undefined) throw new Error(`there is no database ${database}`);
    const service = await startService({
      program: programOf(contender),
      env: {
        LOG_LEVEL: 'warn',
        API_KEYS: `${apiKey.caller}:${apiKey.secret}`,
        DATABASE_URL: books.databaseUrl,
        PROVIDER_URL: `${this.providerUrl}/${database}`,
        REDIS_URL: `redis://127.0.0.1:${stores.redis.port}`,
      },
    });
    const storePids = [stores.postgres, stores.redis].flatMap(({ server }) => server.identity?.pid ?? []);
    const pids = { stores: storePids, rest: [this.providerPid] };
    const running = new ContenderProcess(name, books, service, pids);
    this.stops.push(() => running.stop());
    this.processes.set(name, running);
  }
}
