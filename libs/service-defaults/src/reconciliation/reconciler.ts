import { setTimeout as delay } from 'node:timers/promises';
import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { reasonOf } from '../logger.ts';
import { differences, failedRuns, repairs, runDuration, sinceComplete } from './metrics.ts';
import { type Found, type ReconciliationDatabase, type Run, RunStore } from './run-store.ts';

/** One difference, as far as it is counted. */
export interface Counted {
  readonly kind: string;
  readonly state: 'repaired' | 'repairable' | 'not_repaired' | 'waiting' | 'needs_decision';
}

/** Compares one page, and gives where the next begins; null with the last. It may be done twice. */
export type ComparePage = (page: {
  readonly since: Date;
  readonly until: Date;
  readonly after: string | undefined;
}) => Promise<{ readonly differences: readonly Counted[]; readonly next: string | null }>;

export interface ReconcilerOptions {
  readonly database: ReconciliationDatabase;
  /** Of the ledger, in the table `reconciliation`. */
  readonly name: string;
  /** From the end of a run to the beginning of the next, ms, over all copies; 0: never. */
  readonly intervalMs: number;
  /** How far a run looks back beyond the end of the one before, ms: for what was too young then, or has changed since. */
  readonly overlapMs: number;
  readonly comparePage: ComparePage;
  readonly logger: Logger;
}

/** 60 s: more than a page can take, whose calls end within 30 s; a copy that died is succeeded by then (guess). */
const leaseMs = 60_000;
/** 24 h: what the first run of all looks back. */
const firstMs = 24 * 3_600_000;
/** 50 pages, which are 5,000 charges: then others get their turn, and the run is gone on with at the next look (guess). */
const mostPages = 50;
/** 10 s: one statement on one row for each copy (guess). */
const lookMs = 10_000;
/** 5 s: a page takes less as a rule, and a service that is told to stop has 15 s for everything (guess). */
const stopMs = 5_000;
/** 30 s: a neighbour that is down is asked again soon, and not by every look (guess). */
const afterFailureMs = 30_000;

/**
 * Compares ledgers by itself: one copy at a time, page by page, from where the last complete run ended. A run whose process died is gone on
 * with by another from its last page; after a day of downtime the day is caught up. As a Nest provider it starts and stops with the
 * application; stopping waits for the page in hand, 5 s at most.
 */
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly runs: RunStore;
  private readonly stopping = new AbortController();
  private readonly bornAt = performance.now();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReconcilerOptions) {
    const { database, name, intervalMs, overlapMs } = options;
    this.runs = new RunStore(database, name, { intervalMs, overlapMs, leaseMs, firstMs });
  }

  onApplicationBootstrap(): void {
    if (this.options.intervalMs > 0) this.running = this.loop();
  }

  /** A page that takes longer is left: it may be done twice, and its run is gone on with when the lease is over. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, delay(stopMs, undefined, { ref: false })]);
  }

  /** Goes on with the run that is due, if there is one and nobody is at it. Gives whether it came to its end. */
  async runOnce(): Promise<'nothing_due' | 'complete' | 'unfinished'> {
    const run = await this.runs.take();
    if (run === undefined) return 'nothing_due';
    try {
      return await this.goOn(run);
    } catch (error) {
      failedRuns.inc();
      this.options.logger.warn(`the ledgers cannot be compared just now: ${reasonOf(error)}`);
      await this.runs.leave(afterFailureMs);
      return 'unfinished';
    }
  }

  private async goOn({ since, until, position, found }: Run): Promise<'complete' | 'unfinished'> {
    let left: Found = found;
    let after = position;
    for (let pages = 0; pages < mostPages && !this.isStopping; pages += 1) {
      const page = await this.options.comparePage({ since, until, after });
      left = this.counted(left, page.differences);
      if (page.next === null) return (await this.runs.complete(left)) ? 'complete' : 'unfinished';
      // Another process has the run by now: what was done is done, and it does the rest.
      if (!(await this.runs.keep(page.next, left))) return 'unfinished';
      after = page.next;
    }
    await this.runs.leave(0);
    return 'unfinished';
  }

  private counted(before: Found, page: readonly Counted[]): Found {
    const now: Record<string, number> = { ...before };
    for (const { kind, state } of page) {
      if (state === 'repaired' || state === 'not_repaired') repairs.inc({ kind, state });
      if (state !== 'repaired' && state !== 'waiting') now[kind] = (now[kind] ?? 0) + 1;
    }
    return now;
  }

  private async loop(): Promise<void> {
    // Copies that start together do not look together.
    await this.rest(Math.random() * Math.min(lookMs, this.options.intervalMs));
    while (!this.isStopping) {
      try {
        await this.runOnce();
        await this.measure();
      } catch (error) {
        this.options.logger.warn(
          `the reconciliation cannot look at its own state just now: ${reasonOf(error)}`,
        );
      }
      await this.rest(Math.min(lookMs, this.options.intervalMs) * (0.75 + Math.random() / 2));
    }
  }

  private async measure(): Promise<void> {
    const { found, seconds, secondsAgo } = await this.runs.last();
    differences.reset();
    for (const [kind, count] of Object.entries(found)) differences.set({ kind }, count);
    sinceComplete.set(secondsAgo ?? (performance.now() - this.bornAt) / 1_000);
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
