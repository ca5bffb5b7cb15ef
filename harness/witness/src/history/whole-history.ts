import { randomUUID } from 'node:crypto';
import { databaseUrl } from '@holdfast/local-stack';
import { type Databases } from '../ledgers/databases.ts';
import { until } from '@holdfast/engine';
import { type Commit } from './commit.ts';
import { markPrefix, suitePrefix } from './commit-assembler.ts';
import { prepareDatabase, whyNoHistory } from './prepare-database.ts';
import { judgedDatabases, judgedTables } from './rules/table-rules.ts';
import { Sightings } from './sightings.ts';
import { SlotReader } from './slot-reader.ts';

/** 10 s: reading is behind by milliseconds, and by a restart of Postgres at most. */
const defaultCatchUpMs = 10_000;

const mark = 'select pg_logical_emit_message(true, $1, $2)';
/** The snapshot is of all databases, and taken before the time is read. */
const look = `select pg_current_snapshot()::text as snapshot, extract(epoch from clock_timestamp()) * 1000 as at`;

/** The databases whose rows customers read. */
const shownDatabases: readonly string[] = ['checkout', 'recommendations'];

/** A shop may do without recommendations, and then without its database. */
async function databasesOf(databases: Databases): Promise<readonly string[]> {
  const rows = await databases.query('checkout', 'select datname from pg_database');
  return judgedDatabases.filter((database) => rows.some(({ datname }) => datname === database));
}

/** Every committed change of the judged databases of one server, read from their logs. */
export class WholeHistory {
  private readonly databases: Databases;
  private readonly readers: ReadonlyMap<string, SlotReader>;
  private readonly sightings: Sightings;
  private readonly catchUpMs: number;

  private constructor(
    databases: Databases,
    readers: ReadonlyMap<string, SlotReader>,
    sightings: Sightings,
    catchUpMs: number,
  ) {
    this.databases = databases;
    this.readers = readers;
    this.sightings = sightings;
    this.catchUpMs = catchUpMs;
  }

  /** Starts reading, or returns the reason why this server's history can only be sampled. */
  static async open(
    databases: Databases,
    serverUrl: string,
    catchUpMs = defaultCatchUpMs,
  ): Promise<WholeHistory | string> {
    const why = await whyNoHistory(databases, 'checkout');
    if (why !== undefined) return why;
    const readers = new Map<string, SlotReader>();
    const sightings = new Sightings(async () => {
      const [{ snapshot, at } = {}] = await databases.queryAgain('checkout', look, []);
      return { snapshot: String(snapshot), at: Number(at) };
    });
    for (const database of await databasesOf(databases)) {
      const position = await prepareDatabase(databases, database, judgedTables(database));
      const heard = (commit: Commit): void => {
        if (shownDatabases.includes(database)) sightings.expect(commit);
      };
      readers.set(database, new SlotReader(databaseUrl(serverUrl, database), database, position, heard));
    }
    return new WholeHistory(databases, readers, sightings, catchUpMs);
  }

  covers(database: string): boolean {
    return this.readers.has(database);
  }

  /** Forgets everything until now. Rejects if a database does not respond. */
  async begin(): Promise<void> {
    await this.catchUp();
    for (const reader of this.readers.values()) reader.forget();
    this.sightings.forget();
  }

  /** Every commit since `begin`, in commit order. Rejects if a database does not respond. */
  async read(): Promise<readonly Commit[]> {
    const commits = await this.catchUp();
    return commits
      .map((commit) => ({ ...commit, sighting: this.sightings.of(commit) }))
      .toSorted((one, other) => (one.lsn < other.lsn ? -1 : 1));
  }

  /** Runs the suite's own change, in a commit that no rule judges. */
  async change(
    database: string,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<readonly Record<string, unknown>[]> {
    const client = await this.databases.pool(database).connect();
    let failure: Error | undefined;
    try {
      await client.query('begin');
      await client.query(mark, [suitePrefix, '']);
      const { rows } = await client.query<Record<string, unknown>>(sql, [...parameters]);
      await client.query('commit');
      return rows;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(failure);
    }
  }

  async close(): Promise<void> {
    await this.sightings.close();
    await Promise.all([...this.readers.values()].map((reader) => reader.close()));
  }

  /** Others may follow meanwhile: services renew their leases all the time. */
  private async catchUp(): Promise<readonly Commit[]> {
    await Promise.all([...this.readers].map(([database, reader]) => this.catchUpOn(database, reader)));
    const commits = [...this.readers.values()].flatMap(({ read }) => read);
    await until('all its commits can be seen', () => this.sightings.hasSeen(commits), {
      timeoutMs: this.catchUpMs,
      intervalMs: 5,
    });
    return commits;
  }

  /** Writes a mark into the log and waits until it is read: then everything before it is read. */
  private async catchUpOn(database: string, reader: SlotReader): Promise<void> {
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(this.catchUpMs)]);
    const id = randomUUID();
    const marked = reader.untilMarked(id, signal);
    marked.catch(() => undefined);
    const write = (): Promise<unknown> => this.databases.query(database, mark, [markPrefix, id]);
    try {
      await until('its log can be marked', write, { timeoutMs: this.catchUpMs });
      await marked;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const last = reader.failure === undefined ? '' : ` Its last connection ended: ${reader.failure}`;
      throw new Error(`The history of ${database} cannot be read: ${why}.${last}`, { cause: error });
    } finally {
      giveUp.abort();
    }
  }
}
