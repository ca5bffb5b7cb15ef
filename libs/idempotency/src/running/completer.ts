import { reasonOf } from '@holdfast/service-defaults';
import {
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type Logger } from 'pino';
import { type IdempotencyKeys } from '../idempotency-keys.ts';
import { measureUnfinished } from './measure-unfinished.ts';

/**
 * 20 at a time: after a busy process crashes, its operations resume quickly without overloading what they
 * call.
 */
const batchSize = 20;

/** 5 s: well within the usual 15 s between Prometheus scrapes. */
const measureEveryMs = 5_000;

/**
 * Completes operations that a crashed process left behind, and those with an unknown outcome, without a
 * client. As a Nest provider it starts and stops with the application; stopping waits for active operations,
 * then releases the process's lease.
 */
export class Completer implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;
  private nextMeasure: NodeJS.Timeout | undefined;
  private measuring: Promise<void> = Promise.resolve();

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.keys.hasCompleter = true;
    this.poll();
    this.measure();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.nextMeasure);
    await Promise.all([this.running, this.measuring]);
  }

  /** If the database is down, the lease expires instead. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.keys.endLease().catch((error: unknown) => {
      this.logger.warn(`failed to release this process's lease; it will expire: ${reasonOf(error)}`);
    });
  }

  private poll(): void {
    this.running = this.completeAll().finally(() => {
      if (!this.isStopped)
        this.timer = setTimeout(() => this.poll(), this.keys.times.completerPollMs).unref();
    });
  }

  private async completeAll(): Promise<void> {
    try {
      for (let isWorthwhile = true; isWorthwhile && !this.isStopped;)
        isWorthwhile = await this.completeBatch();
    } catch (error) {
      this.logger.warn(`failed to look for unfinished operations: ${reasonOf(error)}`);
    }
  }

  /** On its own: a batch can take as long as its slowest call, and the next one follows without a pause. */
  private measure(): void {
    this.measuring = measureUnfinished(this.keys.pool)
      .catch((error: unknown) =>
        this.logger.warn(`failed to measure unfinished operations: ${reasonOf(error)}`),
      )
      .finally(() => {
        if (!this.isStopped) this.nextMeasure = setTimeout(() => this.measure(), measureEveryMs).unref();
      });
  }

  /**
   * False if nothing is left to take, or nothing could be completed: while what all wait for is down, the
   * load must not grow with their number.
   */
  private async completeBatch(): Promise<boolean> {
    const { taken, done, failures } = await this.keys.completeAbandoned(batchSize);
    if (taken > 0)
      this.logger.info(`resumed ${taken} unfinished ${taken === 1 ? 'operation' : 'operations'}`);
    for (const failure of failures)
      this.logger.warn(
        `an unfinished operation did not complete; its key was released: ${reasonOf(failure)}`,
      );
    return taken === batchSize && done > 0;
  }
}
