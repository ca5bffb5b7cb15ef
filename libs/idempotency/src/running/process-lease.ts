import { randomUUID } from 'node:crypto';
import { backgroundComment } from '@holdfast/service-defaults';
import { type Pool } from 'pg';
import { unrenewedLeases } from '../idempotency.metrics.ts';
import { type RunningTimes, runningTimes } from './running-times.ts';

/**
 * A day: rows of crashed processes help operators for that long. They are deleted when the next process
 * starts.
 */
const forgetAfterHours = 24;

const renewal = `
  insert into idempotency_process as p (owner, lease_until)
  values ($1, clock_timestamp() + $2::float8 * interval '1 millisecond')
  on conflict (owner) do update set lease_until = excluded.lease_until`;

const renew = `${backgroundComment} ${renewal}`;

const takeAndForget = `${backgroundComment}
  with forgotten as (
    delete from idempotency_process where lease_until < clock_timestamp() - interval '${forgetAfterHours} hours'
  )
  ${renewal}`;

/**
 * Proves that this process lives: while it holds the lease, no other process takes over its running
 * operations. There is no heartbeat per request, and only the database's clock decides when the lease
 * expires.
 */
export class ProcessLease {
  readonly owner = randomUUID();
  private renewing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /**
   * The lease lasts at least until then, by `performance.now()`: measured from before the renewal was sent.
   */
  private lastsUntil = 0;
  private isEnded = false;

  constructor(
    private readonly pool: Pool,
    private readonly times: Pick<RunningTimes, 'renewMs' | 'processLeaseMs'> = runningTimes,
  ) {}

  /**
   * Resolves once the lease is held; nothing may be claimed before. Renews first after a pause of the process
   * or an outage. Rejects if the database is unreachable.
   */
  async held(): Promise<void> {
    if (performance.now() >= this.lastsUntil) await this.renew();
  }

  /** Releases the lease, so that other processes take over immediately what this one still owns. */
  async end(): Promise<void> {
    this.isEnded = true;
    clearTimeout(this.timer);
    await this.renewing?.catch(() => undefined);
    if (this.lastsUntil === 0) return;
    this.lastsUntil = 0;
    await this.pool.query('delete from idempotency_process where owner = $1', [this.owner]);
  }

  /** One renewal at a time, however many callers wait, and one timer. */
  private renew(): Promise<void> {
    clearTimeout(this.timer);
    this.renewing ??= this.renewNow().finally(() => {
      this.renewing = undefined;
      if (!this.isEnded) this.timer = setTimeout(() => void this.renewLater(), this.times.renewMs).unref();
    });
    return this.renewing;
  }

  private async renewNow(): Promise<void> {
    const askedAt = performance.now();
    const isFirst = this.lastsUntil === 0;
    await this.pool.query(isFirst ? takeAndForget : renew, [this.owner, this.times.processLeaseMs]);
    this.lastsUntil = askedAt + this.times.processLeaseMs;
  }

  /**
   * A failed renewal is counted and followed by the next. After four failures in a row, other processes take
   * over this process's operations.
   */
  private async renewLater(): Promise<void> {
    await this.renew().catch(() => unrenewedLeases.inc());
  }
}
