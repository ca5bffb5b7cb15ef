import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  createDatabases,
  embeddedPostgresUrl,
  freePort,
  repositoryRoot,
  startPostgres,
} from '@holdfast/local-stack';
import { type ServiceProcess, startService } from '@holdfast/testing';
import { cpuSeconds } from '../measure/cpu-time.ts';
import { ContenderProcess } from './contender.process.ts';
import { type ServerName } from './experiments.ts';
import { Books } from './ledger.ts';
import { apiKey, fewOrders } from './traffic.ts';

interface Contender {
  readonly name: ServerName;
  readonly program: string;
  /** Two processes of one contender may share one. */
  readonly database: string;
  /** Orders placed before the start, to be requested again. */
  readonly doneOrders: number;
}

/**
 * More than a process of Holdfast caches (16 MiB, about 21,000 of these responses), so that replaying them in
 * turn never hits the cache.
 */
const manyOrders = 24_000;

const programs = 'harness/bench/dist/idempotency';
const providerProgram = `${programs}/provider/provider.main.js`;
const aContender = (
  name: ServerName,
  server: string,
  database: string,
  doneOrders = fewOrders,
): Contender => ({
  name,
  program: `${programs}/contenders/${server}.server.js`,
  database,
  doneOrders,
});

const contenders: readonly Contender[] = [
  aContender('plain', 'plain', 'plain'),
  aContender('holdfast', 'holdfast', 'holdfast', manyOrders),
  aContender('holdfast-early', 'holdfast-early', 'holdfast_early'),
  aContender('holdfast-replica', 'holdfast', 'holdfast'),
];

/** Every program that is started here. */
export const programFiles: readonly string[] = [providerProgram, ...contenders.map(({ program }) => program)];

/** A durable Postgres, the provider's stub, and one process per contender. */
export class Arena {
  readonly books = new Map<string, Books>();
  providerUrl = '';
  private readonly pids: number[] = [];
  private readonly processes = new Map<ServerName, ContenderProcess>();
  private readonly stops: (() => Promise<unknown>)[] = [];
  /** Not in the system's temporary folder: it may be in memory, where fsync costs nothing. */
  private readonly dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);

  /** Rejects if any of them cannot start; call `close` even then. */
  async open(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    this.stops.push(() => rm(this.dataDir, { recursive: true }));
    const port = await freePort();
    const postgres = await startPostgres({ dataDir: this.dataDir, port, isDurable: true });
    this.stops.push(() => postgres.stop());
    const provider = await startService({ program: providerProgram, env: {}, ready: '/' });
    this.stops.push(() => provider.stop());
    this.providerUrl = provider.url;
    const postgresPid = postgres.identity?.pid ?? NaN;
    this.pids.push(postgresPid, provider.pid);
    const databases = [...new Set(contenders.map(({ database }) => database))];
    await createDatabases(embeddedPostgresUrl(port), databases);
    for (const database of databases)
      this.books.set(database, new Books(database, embeddedPostgresUrl(port, database)));
    for (const contender of contenders) await this.startContender(contender, postgresPid);
  }

  process(name: ServerName): ContenderProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`${name} has not been started`);
    return found;
  }

  /** CPU seconds used so far by everything that was started here. */
  cpuSeconds(): number {
    return this.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  async prepare(): Promise<void> {
    for (const { name, doneOrders } of contenders) await this.process(name).prepare(doneOrders);
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }

  private async startContender({ name, program, database }: Contender, postgresPid: number): Promise<void> {
    const books = this.books.get(database);
    if (books === undefined) throw new Error(`there is no database ${database}`);
    const service: ServiceProcess = await startService({
      program,
      env: {
        LOG_LEVEL: 'warn',
        API_KEYS: `${apiKey.caller}:${apiKey.secret}`,
        DATABASE_URL: books.databaseUrl,
        PROVIDER_URL: `${this.providerUrl}/${database}`,
      },
    });
    const running = new ContenderProcess(name, books, service, postgresPid);
    this.pids.push(service.pid);
    this.stops.push(() => running.stop());
    this.processes.set(name, running);
  }
}
