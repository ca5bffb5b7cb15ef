import { rmSync } from 'node:fs';
import {
  createDatabases,
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  type ManagedProcess,
  startPostgres,
} from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import pg, { Pool } from 'pg';

/** The counts of Postgres and of the wire. */
export interface Counters {
  readonly roundTrips: number;
  readonly commits: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deadTuples: number;
  readonly walBytes: number;
}

const observedName = 'observed';

const counters = `
  select xact_commit::integer as commits, tup_inserted::integer as inserted, tup_updated::integer as updated,
         (pg_current_wal_insert_lsn() - '0/0')::float8 as "walBytes"
  from pg_stat_database where datname = $1`;

/**
 * A dedicated server, since WAL is shared by all databases; measured from another database, so that measuring
 * is not counted.
 */
export class ObservedDatabase {
  private constructor(
    private readonly server: ManagedProcess,
    private readonly folder: string,
    private readonly url: string,
    private readonly observer: pg.Client,
  ) {}

  static async open(schema: readonly string[]): Promise<ObservedDatabase> {
    const [dataDir, port] = [temporaryFolder(), await freePort()];
    const server = await startPostgres({ dataDir, port, isDurable: false });
    const elsewhere = embeddedPostgresUrl(port);
    await createDatabases(elsewhere, [observedName]);
    const observer = new pg.Client({ connectionString: elsewhere });
    await observer.connect();
    const observed = new ObservedDatabase(server, dataDir, databaseUrl(elsewhere, observedName), observer);
    await observed.using(async (pool) => {
      for (const sql of schema) await pool.query(sql);
    });
    return observed;
  }

  /**
   * Runs work with a pool of one connection and closes it. Resolves to the number of round trips, after
   * Postgres has counted the connection's work, which it does when its session ends.
   */
  async using(work: (pool: Pool) => Promise<unknown>): Promise<number> {
    const pool = new Pool({ connectionString: this.url, max: 1 });
    let roundTrips = 0;
    pool.on('connect', (client) => {
      const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
      connection.on('readyForQuery', () => (roundTrips += 1));
    });
    await work(pool);
    await pool.end();
    await this.sessionsEnded();
    return roundTrips;
  }

  /** The cost of work and its connection. */
  async costOf(work: (pool: Pool) => Promise<unknown>): Promise<Counters> {
    const deadBefore = await this.deadTuples();
    const before = await this.read();
    const roundTrips = await this.using(work);
    const after = await this.read();
    const deadTuples = (await this.deadTuples()) - deadBefore;
    return difference({ ...after, roundTrips, deadTuples }, { ...before, roundTrips: 0, deadTuples: 0 });
  }

  private async deadTuples(): Promise<number> {
    let dead = 0;
    await this.using(async (pool) => {
      const { rows } = await pool.query<{ dead: number }>(
        'select sum(n_dead_tup)::integer as dead from pg_stat_user_tables',
      );
      dead = rows[0]?.dead ?? 0;
    });
    return dead;
  }

  async close(): Promise<void> {
    await this.observer.end();
    await this.server.kill();
    rmSync(this.folder, { recursive: true });
  }

  private async sessionsEnded(): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await this.observer.query('select from pg_stat_activity where datname = $1', [
        observedName,
      ]);
      if (rowCount !== 0) throw new Error('a session is still connected');
    });
  }

  private async read(): Promise<Omit<Counters, 'roundTrips' | 'deadTuples'>> {
    const { rows } = await this.observer.query<Counters>(counters, [observedName]);
    return rows[0]!;
  }
}

export function difference(after: Counters, before: Counters): Counters {
  return {
    roundTrips: after.roundTrips - before.roundTrips,
    commits: after.commits - before.commits,
    inserted: after.inserted - before.inserted,
    updated: after.updated - before.updated,
    deadTuples: after.deadTuples - before.deadTuples,
    walBytes: after.walBytes - before.walBytes,
  };
}
