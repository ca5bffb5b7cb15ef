import { randomUUID } from 'node:crypto';
import { backgroundComment } from '@holdfast/service-defaults';
import { type Pool } from 'pg';
import { unrenewedLeases } from '../idempotency.metrics.ts';
import { type RunningTimes, runningTimes } from './running-times.ts';

/** A day: rows of processes that ended without a word are of use to people for that long. They go when the next process starts. */
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
 * Says that this process lives: while it does, nobody takes its running operations over. There is no heartbeat per request. Only
 * the database's clock decides when the lease is over.
 */
export class ProcessLease {
  readonly owner = randomUUID();
  private renewing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Until when the lease lasts at least, by `performance.now()`: counted from before the renewal was sent. */
  private lastsUntil = 0;
  private isEnded = false;

  constructor(
    private readonly pool: Pool,
    private readonly times: Pick<RunningTimes, 'renewMs' | 'processLeaseMs'> = runningTimes,
  ) {}

  /**
   * Resolves when the lease is there: nothing may be claimed before. After a standstill or an outage it is renewed first. Rejects
   * when the database cannot be reached.
   */
  async held(): Promise<void> {
    if (performance.now() >= this.lastsUntil) await this.renew();
  }

  /** Gives up what this process still owns, at once. */
  async end(): Promise<void> {
    this.isEnded = true;
    clearTimeout(this.timer);
    await this.renewing?.catch(() => undefined);
    if (this.lastsUntil === 0) return;
    this.lastsUntil = 0;
    await this.pool.query('delete from idempotency_process where owner = $1', [this.owner]);
  }

  /** One at a time, however many ask, and one timer. */
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

  /** A renewal that fails is followed by the next; four in a row, and others take over what we own. They are counted. */
  private async renewLater(): Promise<void> {
    await this.renew().catch(() => unrenewedLeases.inc());
  }
}
