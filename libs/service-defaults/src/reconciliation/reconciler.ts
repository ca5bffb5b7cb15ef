import { setTimeout as delay } from 'node:timers/promises';
import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { reasonOf } from '../logging/logger.ts';
import {
  differences as differencesLeft,
  failedRuns,
  repairs,
  runDuration,
  sinceComplete,
  startCountingRepairs,
} from './metrics.ts';
import { type ReconciliationDatabase, type Run, RunStore } from './run-store.ts';
import { type Counted, type Page, type Subject, UnresolvedDifferences } from './unresolved-differences.ts';

/**
 * Compares one page and returns the position of the next, null after the last. Must be safe to repeat, also
 * days later: a page with an unresolved difference is compared in each run, for up to 7 days.
 */
export type ComparePage = (page: Page) => Promise<{
  readonly differences: readonly Counted[];
  /** Too recent to count, as all are after a restart of the database; the next run compares them again. */
  readonly recent?: readonly Subject[];
  readonly next: string | null;
}>;

export interface ReconcilerOptions {
  readonly database: ReconciliationDatabase;
  /** Key of the ledger in the table `reconciliation`. */
  readonly name: string;
  /** From the end of a run to the start of the next, ms, across all instances; 0 turns the schedule off. */
  readonly intervalMs: number;
  /**
   * How far a run reaches back before the end of the previous run, ms: for differences that were too recent
   * or changed since. Unresolved differences are compared again for 7 days.
   */
  readonly overlapMs: number;
  /**
   * After a crash, another instance resumes the run after this time, ms. The instance that compares a page
   * renews its lease for up to 10 min. A page that takes longer is compared twice, which is safe.
   */
  readonly leaseMs: number;
  /**
   * No scheduled run begins so soon after a start, or after its database was away, ms: what queues and
   * retries still bring is late, and not missing.
   */
  readonly settleMs: number;
  readonly comparePage: ComparePage;
  /** All kinds of differences, so that their counters start at 0. */
  readonly kinds?: readonly string[];
  readonly logger: Logger;
}

/** The times of a reconciler, as `reconciliationSettings` read them. */
export const runTimesOf = (config: {
  readonly RECONCILE_INTERVAL_MS: number;
  readonly RECONCILE_OVERLAP_MS: number;
  readonly RECONCILE_LEASE_MS: number;
  readonly RECONCILE_MIN_AGE_MS: number;
}): Pick<ReconcilerOptions, 'intervalMs' | 'overlapMs' | 'leaseMs' | 'settleMs'> => ({
  intervalMs: config.RECONCILE_INTERVAL_MS,
  overlapMs: config.RECONCILE_OVERLAP_MS,
  leaseMs: config.RECONCILE_LEASE_MS,
  settleMs: config.RECONCILE_MIN_AGE_MS,
});

/** 24 h: how far the very first run reaches back. */
const firstMs = 24 * 3_600_000;
/** 50 pages (5,000 charges) per turn; the run resumes at the next poll. As many are compared again. */
const mostPages = 50;
/** 10 s between polls: one statement on one row per instance. */
const pollMs = 10_000;
/** 10 min: 100 calls to Stripe, each with all its attempts, take 6 min. */
const longestPageMs = 600_000;
/** 5 s: usually enough for the page in progress; shutdown has 15 s in total. */
const stopMs = 5_000;
/**
 * 30 s at most before a failed run resumes, so that a dependency that is down is not called at every poll.
 */
const mostAfterFailureMs = 30_000;

/**
 * Compares ledgers on a schedule: one instance at a time, page by page, from where the last complete run
 * ended. After a crash, another instance resumes from the last page; after a day of downtime, that day is
 * caught up. Unresolved differences are compared in each run, for 7 days. As a Nest provider it starts and
 * stops with the application, and waits up to 5 s for the page in progress.
 */
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly runs: RunStore;
  private readonly stopping = new AbortController();
  /** Of the last complete run; counts from the start of the process until that is known. */
  private completeAt = performance.now();
  private settledAt: number;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReconcilerOptions) {
    const { database, name, intervalMs, overlapMs, leaseMs, settleMs, kinds = [] } = options;
    startCountingRepairs(kinds);
    this.runs = new RunStore(database, name, { intervalMs, overlapMs, leaseMs, firstMs });
    this.settledAt = this.completeAt + settleMs;
  }

  onApplicationBootstrap(): void {
    if (this.options.intervalMs > 0) this.running = this.loop();
  }

  /**
   * A page that takes longer is abandoned: repeating it is safe, and the run resumes once the lease expires.
   */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, delay(stopMs, undefined, { ref: false })]);
  }

  /** Resumes or starts the run that is due, if no other instance has it. */
  async runOnce(): Promise<'nothing_due' | 'complete' | 'unfinished'> {
    const run = await this.runs.take();
    if (run === undefined) return 'nothing_due';
    try {
      return await this.resume(run);
    } catch (error) {
      failedRuns.inc();
      this.options.logger.warn(`ledger comparison failed, will resume: ${reasonOf(error)}`);
      await this.runs.leave(Math.min(mostAfterFailureMs, this.options.intervalMs));
      return 'unfinished';
    }
  }

  private async resume(run: Run): Promise<'complete' | 'unfinished'> {
    const { since, until } = run;
    const differences = new UnresolvedDifferences(run);
    let after = run.position;
    for (let pages = 0; pages < mostPages && !this.isStopping; pages += 1) {
      const { next } = await this.compare({ since, until, after }, differences);
      if (next === null) {
        await this.compareAgain(differences, after);
        return (await this.runs.complete(differences.left)) ? 'complete' : 'unfinished';
      }
      // Another instance has taken over the run and does the rest.
      if (!(await this.runs.keep(next, differences.soFar))) return 'unfinished';
      after = next;
    }
    await this.runs.leave(0);
    return 'unfinished';
  }

  private async compare(
    page: Page,
    all: UnresolvedDifferences,
  ): Promise<{ next: string | null; stillThere: readonly Subject[] }> {
    const { differences, recent = [], next } = await this.withLease(this.options.comparePage(page));
    for (const { kind, state } of differences)
      if (state === 'repaired' || state === 'not_repaired') repairs.inc({ kind, state });
    all.add(differences, page);
    all.addRecent(recent, page);
    return { next, stillThere: [...recent, ...differences.filter(({ state }) => state === 'waiting')] };
  }

  /** Without it, two instances would take a slow page from each other, and no run would complete. */
  private async withLease<T>(work: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const renew = async (): Promise<void> => {
      try {
        if (performance.now() - startedAt < longestPageMs) await this.runs.renew();
      } catch (error) {
        this.options.logger.warn(`failed to renew the lease of a ledger comparison: ${reasonOf(error)}`);
      }
    };
    const timer = setInterval(() => void renew(), this.options.leaseMs / 3).unref();
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }

  /** Earlier differences stay unresolved if their page cannot be compared. Stops at the first such page. */
  private async compareAgain(
    differences: UnresolvedDifferences,
    position: string | undefined,
  ): Promise<void> {
    for (const page of differences.pagesToCompareAgain().slice(0, mostPages)) {
      if (this.isStopping || !(await this.runs.keep(position, differences.soFar))) return;
      try {
        const { stillThere } = await this.compare(page, differences);
        differences.wasComparedAgain(page, stillThere);
      } catch (error) {
        differences.couldNotBeCompared(page);
        this.options.logger.warn(`failed to compare unresolved differences again: ${reasonOf(error)}`);
        return;
      }
    }
  }

  private async loop(): Promise<void> {
    // Spreads instances that start together.
    await this.rest(Math.random() * Math.min(pollMs, this.options.intervalMs));
    while (!this.isStopping) {
      try {
        if (performance.now() >= this.settledAt) await this.runOnce();
        await this.measure();
      } catch (error) {
        this.settledAt = performance.now() + this.options.settleMs;
        this.options.logger.warn(`failed to read reconciliation state: ${reasonOf(error)}`);
      }
      sinceComplete.set((performance.now() - this.completeAt) / 1_000);
      await this.rest(Math.min(pollMs, this.options.intervalMs) * (0.75 + Math.random() / 2));
    }
  }

  private async measure(): Promise<void> {
    const { found, seconds, secondsAgo } = await this.runs.last();
    differencesLeft.reset();
    for (const [kind, count] of Object.entries(found)) differencesLeft.set({ kind }, count);
    if (secondsAgo !== undefined) this.completeAt = performance.now() - secondsAgo * 1_000;
    if (seconds !== undefined) runDuration.set(seconds);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
