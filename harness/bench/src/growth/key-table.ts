import { complete, IdempotencyKeys, jsonResponse, type Operation } from '@holdfast/idempotency';
import { createIdempotencySchema } from '@holdfast/idempotency/schema';
import { Pool } from 'pg';
import { StoredKeys } from './stored-keys.ts';

/** One connection for each concurrent request of the bench. */
const connections = 10;

export interface Size {
  readonly part: string;
  readonly bytes: number;
}

/**
 * A table of keys in its own database, and an operation with one commit that writes one small row of data.
 */
export class KeyTable {
  readonly stored: StoredKeys;

  readonly placing: Operation<null> = {
    name: 'placing',
    phases: [],
    begin: () =>
      complete(jsonResponse(201, { order: 'x'.repeat(238) }, { location: '/orders/1' }), [
        {
          name: 'placed',
          after: 'claim',
          given: { item: ['text', 'tea'] },
          text: 'insert into placed select operation_id, item from given returning operation_id',
        },
      ]),
  };

  private constructor(
    readonly name: string,
    private readonly pool: Pool,
    keys: number,
  ) {
    this.stored = new StoredKeys(pool, keys);
  }

  static async open(name: string, url: string, keys: number): Promise<KeyTable> {
    const pool = new Pool({ connectionString: url, max: connections });
    // Idle connections may still be closing when the server stops.
    pool.on('error', () => undefined);
    await pool.query(createIdempotencySchema);
    await pool.query('create table placed (operation_id uuid primary key, item text not null)');
    return new KeyTable(name, pool, keys);
  }

  /** The keys of a new process, with an empty cache. */
  async newKeys(): Promise<IdempotencyKeys> {
    const keys = new IdempotencyKeys(this.pool, { leaseMs: 60_000 });
    await keys.lease.held();
    return keys;
  }

  /** Deletes the keys of earlier rounds and stores the initial ones again. */
  async refill(signal: AbortSignal): Promise<void> {
    await this.pool.query('truncate idempotency_key, placed');
    await this.stored.fill(signal);
  }

  /** Afterward, the first change to each page writes an image of the whole page. */
  async checkpoint(): Promise<void> {
    await this.pool.query('checkpoint');
  }

  /** Bytes of write-ahead log that the server has written so far. */
  async walBytes(): Promise<number> {
    const { rows } = await this.pool.query<{ bytes: number }>(
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes`,
    );
    return rows[0]?.bytes ?? NaN;
  }

  async sizes(): Promise<Size[]> {
    const { rows } = await this.pool.query<Size>(`
      select 'rows' as part, pg_table_size('idempotency_key')::float8 as bytes
      union all
      select case when indisprimary then 'primary key' else 'other indexes' end, sum(pg_relation_size(indexrelid))::float8
      from pg_index where indrelid = 'idempotency_key'::regclass group by 1 order by 2 desc`);
    return rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
