import { reasonOf } from '@holdfast/service-defaults';
import { type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Logger } from 'pino';
import { type IdempotencyKeys } from './idempotency-keys.ts';

/** 1 s: a crash is noticed one lease later anyway (guess); the query reads an index of unfinished keys only. */
const pollMs = 1_000;
/** 20 at once: after a crash of a busy process they come back quickly without a stampede on what they call (guess). */
const batchSize = 20;

/**
 * Drives operations that a dead process left behind to their end, though no client comes back. As a Nest provider it starts and
 * stops with the application; stopping waits for the ones in hand.
 */
export class Completer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.poll();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private poll(): void {
    this.running = this.completeAll().finally(() => {
      if (!this.isStopped) this.timer = setTimeout(() => this.poll(), pollMs).unref();
    });
  }

  private async completeAll(): Promise<void> {
    try {
      for (let taken = batchSize; taken === batchSize && !this.isStopped;) taken = await this.completeBatch();
    } catch (error) {
      this.logger.warn(`abandoned operations cannot be looked for just now: ${reasonOf(error)}`);
    }
  }

  private async completeBatch(): Promise<number> {
    const { taken, failures } = await this.keys.completeAbandoned(batchSize);
    if (taken > 0) this.logger.info(`took over ${taken} operation(s) that a dead process left behind`);
    for (const failure of failures)
      this.logger.warn(
        `an operation taken over could not be ended, its key is given back: ${reasonOf(failure)}`,
      );
    return taken;
  }
}
