import { randomUUID } from 'node:crypto';
import { type Pool } from 'pg';
import { unrenewedLeases } from '../idempotency.metrics.ts';

/** 1 s: one small row a second for each process, whatever its load. */
const renewMs = 1_000;
/** 5 s: four renewals may fail before others believe this process dead. A dead one's keys are free after that (a guess). */
const leaseMs = 5_000;
/** A day: rows of processes that ended without a word are of use to people for that long. */
const forgetAfterHours = 24;

const renew = `
  with forgotten as (
    delete from idempotency_process where lease_until < clock_timestamp() - interval '${forgetAfterHours} hours'
  )
  insert into idempotency_process as p (owner, lease_until)
  values ($1, clock_timestamp() + interval '${leaseMs} milliseconds')
  on conflict (owner) do update set lease_until = excluded.lease_until`;

/**
 * Says that this process lives: while it does, nobody takes its running operations over. There is no heartbeat per request. Only
 * the database's clock decides when the lease is over.
 */
export class ProcessLease {
  readonly owner = randomUUID();
  private first: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isEnded = false;

  constructor(private readonly pool: Pool) {}

  /** Resolves once the lease is there: nothing may be claimed before. Rejects when the database cannot be reached. */
  held(): Promise<void> {
    this.first ??= this.renew().catch((error: unknown) => {
      this.first = undefined;
      throw error;
    });
    return this.first;
  }

  /** Gives up what this process still owns, at once. */
  async end(): Promise<void> {
    this.isEnded = true;
    clearTimeout(this.timer);
    if (this.first !== undefined)
      await this.pool.query('delete from idempotency_process where owner = $1', [this.owner]);
  }

  private async renew(): Promise<void> {
    try {
      await this.pool.query(renew, [this.owner]);
    } finally {
      if (!this.isEnded) this.timer = setTimeout(() => void this.renewLater(), renewMs).unref();
    }
  }

  /** A renewal that fails is followed by the next; four in a row, and others take over what we own. They are counted. */
  private async renewLater(): Promise<void> {
    if (this.isEnded) return;
    await this.renew().catch(() => unrenewedLeases.inc());
  }
}
