import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '@holdfast/service-defaults';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type Job, WaitingError } from 'bullmq';
import { type Logger } from 'pino';
import { fullJitterMs } from './backoff.ts';
import { type Envelope } from './envelope.ts';
import { MessageProcessor } from './message-processor.ts';
import { firstConnection, type MessageWorker, openWorker } from './queue-backend.ts';
import { measureQueue } from './queue.metrics.ts';
import { locksOf } from './worker-locks.ts';

export interface BullMqServerOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** Jobs at a time, per process; default 10. */
  readonly concurrency?: number;
  /**
   * How long a job stays this process's own without a sign of life; others look every half of it. Default 10 s, so that what a dead
   * process had in hand goes on within 15 s.
   */
  readonly lockMs?: number;
  /**
   * How long `close` waits for jobs in hand before it gives them back. Default 13 s: longer than the longest handler here takes (12 s,
   * a mail), and less than the 15 s after which a stopping process is killed.
   */
  readonly drainMs?: number;
  /** What the pauses between attempts at a job grow to. Default 10 s. */
  readonly retryCapMs?: number;
}

const givenBack = Symbol('given back');
const defaultDrainMs = 13_000;
/** 1 s to say that a job is given back, and 1 s to let go of connections (guess); else its lock runs out, and others take it over then. */
const farewellMs = 1_000;

/**
 * Nest transport on BullMQ: one worker on one queue; a job's name is the pattern of its `@EventPattern` or `@MessagePattern` handler,
 * and what the handler gives is the job's result. A handler that throws is retried with full jitter. A payload that fails its schema,
 * an unknown name, a message that has expired and an `UnrecoverableError` are dead letters at once.
 */
export class BullMqServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('BULLMQ');
  override readonly propagatesEventHandlerErrors = true;
  private worker: MessageWorker | undefined;
  private readonly closing = new AbortController();
  private readonly closingBegan = once(this.closing.signal, 'abort');
  private readonly drained = Promise.withResolvers<typeof givenBack>();
  private readonly inHand = new Set<Promise<unknown>>();
  private readonly processor: MessageProcessor;
  private opening: Promise<void> = Promise.resolve();
  private stopMeasuring: () => Promise<void> = () => Promise.resolve();
  private isConnected = false;
  private closed: Promise<void> | undefined;

  constructor(private readonly options: BullMqServerOptions) {
    super();
    const { queue, logger } = options;
    this.processor = new MessageProcessor({
      queue,
      logger,
      handlerOf: (name) => this.getHandlerByPattern(name),
    });
  }

  /** Calls back at once: without its queue server a service is there all the same, and takes messages when the server is. */
  listen(callback: (error?: unknown) => void): void {
    this.stopMeasuring = measureQueue(this.options);
    this.opening = this.open();
    callback();
  }

  /**
   * Takes no new jobs from this moment on, finishes those in hand, and gives back for others what takes longer than `drainMs`. Called again,
   * it waits for the same end.
   */
  close(): Promise<void> {
    return (this.closed ??= this.closeOnce());
  }

  private async closeOnce(): Promise<void> {
    this.closing.abort();
    await this.opening;
    await this.stopMeasuring();
    const { worker } = this;
    if (worker === undefined) return;
    const timer = setTimeout(() => this.drained.resolve(givenBack), this.options.drainMs ?? defaultDrainMs);
    try {
      if (this.isConnected) await this.closeGently(worker);
      else await this.letGo(worker);
    } finally {
      clearTimeout(timer);
    }
  }

  on(): never {
    throw new Error('listen to the worker that unwrap() gives');
  }

  unwrap<T>(): T {
    return this.worker as T;
  }

  /** A server that is there hears a goodbye at once; one that is gone would be waited for, and a Redis Cluster does not say that it is lost. */
  private async closeGently(worker: MessageWorker): Promise<void> {
    await Promise.race([worker.close(), this.untilOnlyGoodbyeIsLeft().then(() => this.abandon(worker))]);
  }

  private async untilOnlyGoodbyeIsLeft(): Promise<void> {
    let end: unknown;
    do {
      end = await Promise.race([Promise.allSettled(this.inHand), this.drained.promise]);
      await sleep(2 * farewellMs, undefined, { ref: false });
      // A message that was on its way when we began to close may have come meanwhile.
    } while (this.inHand.size > 0 && end !== givenBack);
  }

  /** Is not waited for: on Postgres it says goodbye first, to a server that may never answer. */
  private abandon(worker: MessageWorker): void {
    const { logger, queue } = this.options;
    worker
      .getBackend()
      .close(true)
      .catch((error: unknown) => logger.debug({ err: error, queue }, 'worker connection'));
  }

  /** Closed gently, a worker waits for a lost connection to end, which it never does. What it did not report is delivered again. */
  private async letGo(worker: MessageWorker): Promise<void> {
    await Promise.allSettled(this.inHand);
    await worker.close(true);
  }

  /** A worker that never got its first connection is given up: on Postgres it would fail for ever, on Redis never close. */
  private async open(): Promise<void> {
    for (let attempt = 1; !this.closing.signal.aborted; attempt++) {
      const worker = this.openWorker();
      try {
        await Promise.race([firstConnection(worker), this.closingBegan]);
        if (!this.closing.signal.aborted) this.worker = worker;
        else await worker.close(true);
        return;
      } catch (error) {
        this.options.logger.warn(
          { queue: this.options.queue },
          `no messages are taken yet: ${reasonOf(error)}`,
        );
        await worker.close(true);
        const pauseMs = fullJitterMs(attempt, Math.random, this.options.retryCapMs);
        await sleep(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private openWorker(): MessageWorker {
    const { queue, url, logger, concurrency = 10, lockMs, retryCapMs } = this.options;
    const worker = openWorker(queue, url, (job) => this.take(job), {
      name: `${hostname()}:${process.pid}`,
      concurrency,
      settings: { backoffStrategy: (attemptsMade) => fullJitterMs(attemptsMade, Math.random, retryCapMs) },
      ...(lockMs === undefined ? {} : locksOf(lockMs)),
    });
    worker.getBackend().on('ready', () => (this.isConnected = true));
    worker.getBackend().on('close', () => (this.isConnected = false));
    worker.on('error', (error: Error) => logger.debug({ err: error, queue }, 'worker connection'));
    worker.on('failed', (job: Job<Envelope> | undefined, error: Error) =>
      this.processor.noteFailed(job, error),
    );
    return worker;
  }

  private async take(job: Job<Envelope>): Promise<unknown> {
    const work = this.orGiveBack(job, this.processor.process(job));
    this.inHand.add(work);
    try {
      return await work;
    } finally {
      this.inHand.delete(work);
    }
  }

  /** A handler that is still at it may have its effect after all, as that of a process that was taken for dead: its inbox is for that. */
  private async orGiveBack(job: Job<Envelope>, work: Promise<unknown>): Promise<unknown> {
    const result = await Promise.race([work, this.drained.promise]);
    if (result !== givenBack) return result;
    this.options.logger.warn(
      { queue: this.options.queue, job: job.name, messageId: job.id },
      `${job.name} takes longer than this process may still live: it is given back`,
    );
    const giving = job.moveToWait(job.token).catch((error: unknown) => this.logNotGivenBack(job, error));
    if (this.isConnected) await Promise.race([giving, sleep(farewellMs)]);
    throw new WaitingError();
  }

  private logNotGivenBack({ name, id }: Job<Envelope>, error: unknown): void {
    const { logger, queue } = this.options;
    logger.warn(
      { queue, job: name, messageId: id },
      `${name} could not be given back; others take it over when its lock ends: ${reasonOf(error)}`,
    );
  }
}
