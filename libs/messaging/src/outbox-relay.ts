import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { fullJitterMs } from './backoff.ts';
import { publishFailures, showOutboxMetrics } from './outbox.metrics.ts';
import { OutboxMeter } from './outbox-meter.ts';
import { OutboxPublisher, type QueueGuard } from './outbox-publisher.ts';
import { checkEveryMs, OutboxRepublisher } from './outbox-republisher.ts';
import { OutboxReaper } from './outbox-reaper.ts';
import { OutboxRound } from './outbox-round.ts';
import { type OutboxDatabase, OutboxRows } from './outbox-rows.ts';
import { type PublishingTimes } from './redis-clients.ts';
import { type QueueGeneration } from './queue-generation.ts';

/**
 * 20 ms, doubled up to the interval of polls: the first pause until rows are tried again that waited for
 * those of another relay. Publishing a batch takes about as long.
 */
const blockedPauseMs = 20;

/**
 * 500 ms: rows of a crashed process wait no longer than this, and ten processes ask Postgres only 20 times a
 * second.
 */
const defaultPollMs = 500;

const unguarded: QueueGuard = (publish) => publish();

export interface RelayOptions {
  /**
   * Rows per batch. Default 500: costs Postgres a fifth less than 250, and half as much as 100 (measured).
   */
  readonly batchSize?: number;
  /**
   * Default 500 ms. A commit wakes the relay immediately; polling only finds the rows of a crashed process.
   */
  readonly pollMs?: number;
  /**
   * Pause after a round, in which commits gather for the next. Default 10 ms: less CPU at 75
   * messages per second than without (measured). Only a commit that follows a round this closely waits.
   */
  readonly gatherMs?: number;
  /** How long the rows of a crashed relay stay leased. Default 10 s. */
  readonly leaseMs?: number;
  /**
   * The longest pause between two attempts while the queue server is unavailable, in addition to `pollMs` or
   * 500 ms, whichever is shorter. Default 10 s.
   */
  readonly retryCapMs?: number;
  /** Queue server timeouts. */
  readonly times?: PublishingTimes;
  /**
   * How long published rows are kept, to be republished if the queue server loses its data. Default 7 days.
   */
  readonly retentionMs?: number;
}

/**
 * Publishes outbox rows to their queues: immediately when woken after a commit, otherwise by polling. A job's
 * ID is its outbox ID, so that a crash between adding and marking republishes the same job. Several relays
 * may run side by side; the messages of an aggregate keep their order on each queue, even if a relay crashes.
 * As a Nest provider it starts and stops with the application, and measures and reaps the outbox in the
 * meantime.
 *
 * While the queue server is unavailable, or `guard` refuses calls (by default it never does), rows wait and
 * the pauses grow; the log shows when that begins and ends. A row that the server refuses five times, while
 * accepting others, is dead.
 */
export class OutboxRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly pollMs: number;
  private readonly gatherMs: number;
  private readonly retryCapMs: number | undefined;
  private readonly round: OutboxRound;
  private readonly publisher: OutboxPublisher;
  private readonly republisher: OutboxRepublisher;
  private readonly upkeep: readonly [OutboxMeter, OutboxReaper];
  /**
   * A relay woken by a request works for all of them, so it must not inherit that request's deadline and
   * trace.
   */
  private readonly outsideRequests = AsyncLocalStorage.snapshot();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  private isStopped = false;
  private roundEndedAt = -Infinity;
  private failures = 0;
  /** The number of rounds in a row after which rows still waited for those of another relay. */
  private blockedRounds = 0;

  constructor(
    database: OutboxDatabase,
    queueUrl: string,
    private readonly logger: Logger,
    guard: QueueGuard = unguarded,
    {
      batchSize = 500,
      pollMs = defaultPollMs,
      gatherMs = 10,
      leaseMs,
      retryCapMs,
      times,
      retentionMs,
    }: RelayOptions = {},
  ) {
    showOutboxMetrics();
    this.pollMs = pollMs;
    this.gatherMs = gatherMs;
    this.retryCapMs = retryCapMs;
    this.publisher = new OutboxPublisher(queueUrl, logger, guard, times);
    this.round = new OutboxRound(new OutboxRows(database, leaseMs), this.publisher, logger, batchSize);
    this.republisher = new OutboxRepublisher(database, queueUrl, logger, guard, times, retentionMs);
    this.upkeep = [new OutboxMeter(database, logger), new OutboxReaper(database, logger, retentionMs)];
  }

  onApplicationBootstrap(): void {
    this.start();
    for (const each of this.upkeep) each.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.stop(), ...this.upkeep.map((each) => each.stop())]);
  }

  /** Starts relaying without measuring or reaping. */
  start(): void {
    this.wake();
  }

  /**
   * Call after a commit that wrote to the outbox. Returns immediately. While publishing fails, the rows wait
   * for the next attempt.
   */
  wake(): void {
    this.isWoken = true;
    if (this.failures === 0) this.outsideRequests(() => this.run());
  }

  /** Publishes one batch and returns the number of messages. Throws if the queue server is unavailable. */
  async runOnce(): Promise<number> {
    return this.round.moveOne(await this.checkGeneration());
  }

  /** Publishes until no row is ready. Throws if the queue server is unavailable. */
  async drain(): Promise<void> {
    while (!(await this.drainFor(checkEveryMs)) && !this.isStopped);
  }

  /** Stops after the current batches. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
    this.republisher.close();
    await this.publisher.close();
  }

  private run(): void {
    if (this.running !== undefined || this.isStopped) return;
    clearTimeout(this.timer);
    this.running = this.moveAll().finally(() => {
      this.running = undefined;
      if (!this.isStopped) this.timer = setTimeout(() => this.run(), this.nextPollMs()).unref();
    });
  }

  private async moveAll(): Promise<void> {
    try {
      do {
        const restMs = this.roundEndedAt + this.gatherMs - performance.now();
        if (restMs > 0) await delay(restMs);
        this.isWoken = false;
        await this.drain();
        this.blockedRounds = this.round.isBlocked ? this.blockedRounds + 1 : 0;
        this.roundEndedAt = performance.now();
      } while (this.isWoken && !this.isStopped);
      if (this.failures > 0) this.logger.info({ failures: this.failures }, 'outbox relay recovered');
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.logger[this.failures === 1 ? 'warn' : 'debug'](
        { failures: this.failures },
        `outbox relay failed, its rows wait: ${reasonOf(error)}`,
      );
    }
  }

  /** Returns true once no row is ready, false when the server's generation has to be checked again. */
  private async drainFor(ms: number): Promise<boolean> {
    const generation = await this.checkGeneration();
    const until = performance.now() + ms;
    return this.round.moveAll(generation, () => !this.isStopped && performance.now() < until);
  }

  private async checkGeneration(): Promise<QueueGeneration> {
    try {
      return await this.republisher.currentGeneration();
    } catch (error) {
      publishFailures.inc();
      throw error;
    }
  }

  private nextPollMs(): number {
    if (this.failures > 0)
      return Math.min(this.pollMs, defaultPollMs) + fullJitterMs(this.failures, Math.random, this.retryCapMs);
    if (this.isWoken) return 0;
    if (this.blockedRounds === 0) return this.pollMs;
    return Math.min(this.pollMs, blockedPauseMs * 2 ** Math.min(this.blockedRounds - 1, 20));
  }
}
