import { startService } from '@holdfast/testing';
import { type PostgresServer, Servers } from '../measure/servers.ts';
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

const contenders: readonly Contender[] = [
  { name: 'plain', program: 'plain', database: 'plain', doneOrders: fewOrders },
  { name: 'holdfast', program: 'holdfast', database: 'holdfast', doneOrders: manyOrders },
  { name: 'holdfast-early', program: 'holdfast-early', database: 'holdfast_early', doneOrders: fewOrders },
  { name: 'holdfast-replica', program: 'holdfast', database: 'holdfast', doneOrders: fewOrders },
];

const programs = 'harness/bench/dist/idempotency';

/** A durable Postgres, the provider's stub, and one process per contender. */
export class Arena {
  readonly books = new Map<string, Books>();
  readonly servers = new Servers();
  providerUrl = '';
  private readonly processes = new Map<ServerName, ContenderProcess>();

  /** Rejects if any of them cannot start; close `servers` even then. */
  async open(): Promise<void> {
    const databases = [...new Set(contenders.map(({ database }) => database))];
    const postgres = await this.servers.postgres(databases);
    const provider = await startService({
      program: `${programs}/provider/provider.main.js`,
      env: {},
      ready: '/',
    });
    this.servers.add(() => provider.stop(), provider.pid);
    this.providerUrl = provider.url;
    for (const database of databases) this.books.set(database, new Books(database, postgres.url(database)));
    for (const contender of contenders) await this.start(contender, postgres);
  }

  process(name: ServerName): ContenderProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`${name} has not been started`);
    return found;
  }

  async prepare(): Promise<void> {
    for (const { name, doneOrders } of contenders) await this.process(name).prepare(doneOrders);
  }

  private async start({ name, program, database }: Contender, postgres: PostgresServer): Promise<void> {
    const books = this.books.get(database);
    if (books === undefined) throw new Error(`there is no database ${database}`);
    const service = await startService({
      program: `${programs}/contenders/${program}.server.js`,
      env: {
        LOG_LEVEL: 'warn',
        API_KEYS: `${apiKey.caller}:${apiKey.secret}`,
        DATABASE_URL: books.databaseUrl,
        PROVIDER_URL: `${this.providerUrl}/${database}`,
      },
    });
    this.servers.add(() => service.kill(), service.pid);
    this.processes.set(name, new ContenderProcess(name, books, service, postgres.pid));
  }
}
