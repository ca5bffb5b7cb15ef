import { type IdempotentRequest, keyedRequest } from '@holdfast/idempotency';
import { type Pool } from 'pg';

const caller = 'shop';
const content = 'a cart';

/** Size of a stored response's body, bytes: the same as checkout's. */
const bodyBytes = 250;

/** Rows per INSERT: enough to be fast, few enough to show progress. */
const rowsPerInsert = 500_000;

export const requestOf = (key: string): IdempotentRequest => keyedRequest(caller, key, content);

/** Stored key number `n`: even ones are UUIDv7 with the row's time, odd ones are opaque. */
function storedKey(n: number, madeAtMs: number): string {
  if (n % 2 === 1) return `order ${n}`;
  const time = Math.floor(madeAtMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The same in SQL: `n` and `made_at_ms` are columns of `row`. */
const keySql = `
  case when n % 2 = 1 then 'order ' || n
    else substr(time, 1, 8) || '-' || substr(time, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0') end`;

const insert = `
  insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, status, headers, body, created_at,
                               finished_at)
  select (case when n % 2 = 0 then time else '' end || substr(hash, 1, case when n % 2 = 0 then 20 else 32 end))::uuid,
         '${caller}', $3::bytea, 'placing', gen_random_uuid(), 'done', 201,
         '{"location": "/orders/1", "content-type": "application/json; charset=utf-8"}', $4::bytea, made_at, made_at
  from (select n, time, made_at, encode(sha256(convert_to('${caller}', 'UTF8') || '\\x00' || convert_to(${keySql}, 'UTF8')), 'hex') as hash
        from (select n, to_timestamp(made_at_ms / 1000) as made_at, lpad(to_hex(floor(made_at_ms)::bigint), 12, '0') as time
              from (select n, $5::float8 + n * $6::float8 as made_at_ms from generate_series($1::bigint, $2::bigint) n) a) b) c`;

/** Finished keys of the last 70 hours, evenly spread, oldest first, as with the default retention of 72 h. */
export class StoredKeys {
  private readonly beganMs = Date.now() - 70 * 3_600_000;

  constructor(
    private readonly pool: Pool,
    readonly count: number,
  ) {}

  /** The request of stored key number `n`, from 1. */
  request(n: number): IdempotentRequest {
    return requestOf(storedKey(n, this.madeAtMs(n)));
  }

  async fill(signal: AbortSignal, progress: (done: number) => void = () => undefined): Promise<void> {
    const body = Buffer.from(JSON.stringify({ order: 'x'.repeat(bodyBytes) }).slice(-bodyBytes));
    const { fingerprint } = this.request(1);
    for (let done = 0; done < this.count; done += rowsPerInsert) {
      signal.throwIfAborted();
      const last = Math.min(this.count, done + rowsPerInsert);
      await this.pool.query(insert, [done + 1, last, fingerprint, body, this.beganMs, this.stepMs]);
      progress(last);
    }
    await this.pool.query('vacuum analyze idempotency_key');
  }

  private get stepMs(): number {
    return (70 * 3_600_000) / this.count;
  }

  private madeAtMs(n: number): number {
    return this.beganMs + n * this.stepMs;
  }
}
