import { randomUUID } from 'node:crypto';
import { reconciliationComment } from '../postgres/background-comment.ts';
import { type Found, type Left, type Unresolved } from './unresolved-differences.ts';

/** `pg.Pool` fits. */
export interface ReconciliationDatabase {
  query<Row extends object>(
    text: string,
    values: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** A run that this instance holds the lease of. */
export interface Run extends Left {
  readonly since: Date;
  readonly until: Date;
  /** Where the previous instance stopped; undefined at the start. */
  readonly position: string | undefined;
  /** Of the last complete run. */
  readonly lastUnresolved: readonly Unresolved[];
}

/** Result of the last complete run. */
export interface LastRun {
  readonly found: Found;
  readonly seconds: number | undefined;
  readonly secondsAgo: number | undefined;
}

export interface RunTimes {
  readonly intervalMs: number;
  readonly leaseMs: number;
  /** How far a run reaches back before the end of the previous run. */
  readonly overlapMs: number;
  /** How much further the very first run reaches back. */
  readonly firstMs: number;
}

const ms = (parameter: string): string => `${parameter} * interval '1 millisecond'`;

const take = `${reconciliationComment}
  insert into reconciliation as r (name, owner, lease_until, run_since, run_until, run_began_at)
  values ($1, $2, clock_timestamp() + ${ms('$3::float8')}, clock_timestamp() - ${ms('$5::float8')} - ${ms('$6::float8')}, clock_timestamp(),
          clock_timestamp())
  on conflict (name) do update set
    owner = excluded.owner, lease_until = excluded.lease_until,
    run_since = coalesce(r.run_since, r.complete_until - ${ms('$5::float8')}),
    run_until = coalesce(r.run_until, excluded.run_until),
    unresolved = case when r.run_until is null then '[]' else r.unresolved end,
    run_began_at = coalesce(r.run_began_at, excluded.run_began_at)
  where (r.lease_until is null or r.lease_until < clock_timestamp())
    and (r.run_until is not null or r.completed_at < clock_timestamp() - ${ms('$4::float8')})
  returning run_since, run_until, position, found, unresolved, last_unresolved`;

const keep = `${reconciliationComment}
  update reconciliation
  set position = $3, found = $4::jsonb, unresolved = $5::jsonb, lease_until = clock_timestamp() + ${ms('$6::float8')}
  where name = $1 and owner = $2`;

const renew = `${reconciliationComment}
  update reconciliation set lease_until = clock_timestamp() + ${ms('$3::float8')} where name = $1 and owner = $2`;

const complete = `${reconciliationComment}
  update reconciliation
  set complete_until = run_until, completed_at = clock_timestamp(), last_found = $3::jsonb, found = '{}', position = null,
      unresolved = '[]', last_unresolved = $4::jsonb,
      last_seconds = extract(epoch from clock_timestamp() - run_began_at), run_since = null, run_until = null, run_began_at = null,
      owner = null, lease_until = null
  where name = $1 and owner = $2`;

const leave = `${reconciliationComment}
  update reconciliation set owner = null, lease_until = clock_timestamp() + ${ms('$3::float8')}
  where name = $1 and owner = $2`;

const last = `${reconciliationComment}
  select last_found, last_seconds, extract(epoch from clock_timestamp() - completed_at)::float8 as seconds_ago
  from reconciliation where name = $1`;

interface RunRow {
  readonly run_since: Date;
  readonly run_until: Date;
  readonly position: string | null;
  readonly found: Found;
  readonly unresolved: readonly Unresolved[];
  readonly last_unresolved: readonly Unresolved[];
}

interface LastRow {
  readonly last_found: Found;
  readonly last_seconds: number | null;
  readonly seconds_ago: number | null;
}

/**
 * Grants one run at a time across all instances. Only the database's clock decides. No connection is held, so
 * a pooler may be in between.
 */
export class RunStore {
  private readonly owner = randomUUID();

  constructor(
    private readonly database: ReconciliationDatabase,
    private readonly name: string,
    private readonly times: RunTimes,
  ) {}

  /**
   * Takes a run that is due, or one that another instance released or crashed in; undefined if there is none
   * or another instance holds it.
   */
  async take(): Promise<Run | undefined> {
    const { leaseMs, intervalMs, overlapMs, firstMs } = this.times;
    const values = [this.name, this.owner, leaseMs, intervalMs, overlapMs, firstMs];
    const { rows } = await this.database.query<RunRow>(take, values);
    const [row] = rows;
    if (row === undefined) return undefined;
    const { run_since: since, run_until: until, position, found, unresolved } = row;
    const lastUnresolved = row.last_unresolved;
    return { since, until, position: position ?? undefined, found, unresolved, lastUnresolved };
  }

  /** Saves the progress of the run and renews the lease. False if another instance has taken over. */
  async keep(position: string | undefined, { found, unresolved }: Left): Promise<boolean> {
    const texts = [JSON.stringify(found), JSON.stringify(unresolved)];
    const values = [this.name, this.owner, position ?? null, ...texts, this.times.leaseMs];
    return (await this.database.query(keep, values)).rowCount === 1;
  }

  /** Does nothing if another instance has taken over. */
  async renew(): Promise<void> {
    await this.database.query(renew, [this.name, this.owner, this.times.leaseMs]);
  }

  /** False if another instance has taken over. */
  async complete({ found, unresolved }: Left): Promise<boolean> {
    const values = [this.name, this.owner, JSON.stringify(found), JSON.stringify(unresolved)];
    return (await this.database.query(complete, values)).rowCount === 1;
  }

  /** Releases the run; any instance may resume it after this time. */
  async leave(forMs: number): Promise<void> {
    await this.database.query(leave, [this.name, this.owner, forMs]);
  }

  async last(): Promise<LastRun> {
    const [row] = (await this.database.query<LastRow>(last, [this.name])).rows;
    return {
      found: row?.last_found ?? {},
      seconds: row?.last_seconds ?? undefined,
      secondsAgo: row?.seconds_ago ?? undefined,
    };
  }
}
