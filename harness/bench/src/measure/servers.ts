import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  createDatabases,
  embeddedPostgresUrl,
  findOrFetchRedis,
  freePort,
  repositoryRoot,
  startPostgres,
  startRedis,
} from '@holdfast/local-stack';
import { cpuSeconds } from './cpu-time.ts';

export interface PostgresServer {
  readonly pid: number;
  readonly url: (database: string) => string;
}

/** The servers of a benchmark. `close` stops them, and deletes their data. */
export class Servers {
  private readonly pids: number[] = [];
  private readonly stops: (() => Promise<unknown>)[] = [];
  /** Not in the system's temporary folder: it may be in memory, where fsync costs nothing. */
  private readonly dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);

  constructor() {
    mkdirSync(this.dataDir, { recursive: true });
    this.stops.push(() => rm(this.dataDir, { recursive: true }));
  }

  /** Starts a durable Postgres with these databases. */
  async postgres(
    databases: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<PostgresServer> {
    const port = await freePort();
    const server = await startPostgres({
      dataDir: this.dataDir,
      port,
      isDurable: true,
      more: settings,
    });
    this.stops.push(() => server.stop());
    const pid = server.identity?.pid ?? NaN;
    this.pids.push(pid);
    await createDatabases(embeddedPostgresUrl(port), [...databases]);
    return { pid, url: (database) => embeddedPostgresUrl(port, database) };
  }

  /** Starts a Redis, and returns its URL. */
  async redis(): Promise<string> {
    const port = await freePort();
    const server = await startRedis({ dataDir: this.dataDir, port, program: findOrFetchRedis() });
    this.stops.push(() => server.stop());
    this.pids.push(server.identity?.pid ?? NaN);
    return `redis://127.0.0.1:${port}`;
  }

  /** Counts the CPU time of another process, if it has one, and calls `stop` before the servers stop. */
  add(stop: () => Promise<unknown>, pid?: number): void {
    this.stops.push(stop);
    if (pid !== undefined) this.pids.push(pid);
  }

  /** CPU seconds used so far by all of them. */
  cpuSeconds(): number {
    return this.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  /** In reverse order, all of them even if one fails. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }
}
