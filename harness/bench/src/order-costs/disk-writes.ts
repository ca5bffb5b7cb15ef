import { databaseUrl } from '@holdfast/local-stack';
import pg from 'pg';
import { type Counts } from './order-wire.ts';

/** Transactions that wrote, by database, from the records of their commits in the WAL. */
const commitsSql = `
  with block as (
    select distinct xid, reldatabase from pg_get_wal_block_info($1, $2) where xid <> '0'
  ), ended as (
    select xid from pg_get_wal_records_info($1, $2) where resource_manager = 'Transaction' and record_type = 'COMMIT'
  )
  select coalesce(d.datname, 'unknown') as name, count(*)::integer as count
  from ended left join block using (xid) left join pg_database d on d.oid = block.reldatabase
  group by 1 order by 1`;

const fsyncsSql = `select coalesce(sum(fsyncs), 0)::float8 as count from pg_stat_io
  where object = 'wal' and backend_type = 'client backend'`;
/** A session counts its own fsyncs, and reports them when it ends, or after 10 s at rest. */
const endOthersSql = `
  select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** Counts commits and fsyncs of Postgres. */
export class DiskWriteCounter {
  private constructor(private readonly client: pg.Client) {}

  static async open(serverUrl: string): Promise<DiskWriteCounter> {
    const client = new pg.Client({ connectionString: databaseUrl(serverUrl, 'postgres') });
    // Queries reject with the same error.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create extension if not exists pg_walinspect');
    return new DiskWriteCounter(client);
  }

  /** The position of the next record, for `commitsSince`. */
  async position(): Promise<string> {
    const { rows } = await this.client.query<{ lsn: string }>('select pg_current_wal_insert_lsn() as lsn');
    return rows[0]?.lsn ?? '';
  }

  async commitsSince(position: string): Promise<Counts> {
    const end = await this.position();
    // Only what is on disk can be read. A commit of our own behind it brings everything there.
    await this.client.query(`select pg_logical_emit_message(true, 'bench', '')`);
    const { rows } = await this.client.query<{ name: string; count: number }>(commitsSql, [position, end]);
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  }

  /** WAL fsyncs so far. Ends all other sessions, whose pools open new ones. */
  async fsyncs(): Promise<number> {
    await this.client.query(endOthersSql);
    const { rows } = await this.client.query<{ count: number }>(fsyncsSql);
    return rows[0]?.count ?? NaN;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
