import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '@holdfast/service-defaults';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type Job, WaitingError } from 'bullmq';
import { type Logger } from 'pino';
import { fullJitterMs } from './backoff.ts';
import { DrainLimit, returned } from './drain-limit.ts';
import { type Envelope } from './envelope.ts';
import { MessageProcessor } from './message-processor.ts';
import { startCounting } from './message.metrics.ts';
import { firstConnection, type MessageWorker, openWorker } from './queue-backend.ts';
import { measureQueue } from './queue.metrics.ts';
import { locksOf } from './worker-locks.ts';

export interface BullMqServerOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** Concurrent jobs per process. Default 10. */
  readonly concurrency?: number;
  /**
   * A job whose lock was not renewed for this long counts as abandoned; other processes check twice per
   * interval. Default 10 s: the jobs of a crashed process resume within 15 s.
   */
  readonly lockMs?: number;
  /**
   * How long `close` waits for active jobs before it returns them to the queue. Default 13 s: longer than the
   * slowest handler (12 s, an email) and shorter than the 15 s after which a stopping process is killed.
   */
  readonly drainMs?: number;
  /** The longest pause between two attempts at a job. Default 10 s. */
  readonly retryCapMs?: number;
}

const defaultDrainMs = 13_000;
/**
 * 1 s to return a job to the queue, and 1 s to close connections. After that the job's lock expires and
 * another process takes over.
 */
const returnTimeoutMs = 1_000;

/**
 * Nest transport on BullMQ: one worker on one queue. A job's name is the pattern of its `@EventPattern` or
 * `@MessagePattern` handler; the handler's result becomes the job's result. A handler that throws is retried
 * with full jitter. Dead letters without a retry: an invalid payload, an unknown name, an
 * `UnrecoverableError`.
 */
export class BullMqServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('BULLMQ');
  override readonly propagatesEventHandlerErrors = true;
  private worker: MessageWorker | undefined;
  private readonly closing = new AbortController();
  private readonly closingBegan = once(this.closing.signal, 'abort');
  private readonly drainLimit = new DrainLimit();
  private readonly activeJobs = new Set<Promise<unknown>>();
  private readonly processor: MessageProcessor;
  private opening: Promise<void> = Promise.resolve();
  private stopMeasuring: () => Promise<void> = () => Promise.resolve();
  private isConnected = false;
  private startsJobs = true;
  private closed: Promise<void> | undefined;

  constructor(private readonly options: BullMqServerOptions) {
    super();
    const { queue, logger } = options;
    this.processor = new MessageProcessor({
      queue,
      logger,
      // Nest's own lookup parses the name as JSON first, which throws for each that is not.
      handlerOf: (name) => this.messageHandlers.get(name) ?? this.getHandlerByPattern(name),
    });
  }

  /**
   * Calls back immediately: the service starts without its queue server, and consumes messages once it is up.
   */
  listen(callback: (error?: unknown) => void): void {
    startCounting(this.options.queue, this.messageHandlers.keys());
    this.stopMeasuring = measureQueue(this.options);
    this.opening = this.open();
    callback();
  }

  /**
   * Stops fetching jobs, finishes the active ones, and returns those that take longer than `drainMs` to the
   * queue. A second call waits for the same shutdown.
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
    // A lost connection may come back before the active jobs end.
    await worker.pause(true);
    const timer = setTimeout(() => this.drainLimit.end(), this.options.drainMs ?? defaultDrainMs);
    try {
      if (this.isConnected) await this.closeGently(worker);
      else await this.closeAfterJobs(worker);
    } finally {
      clearTimeout(timer);
    }
  }

  on(): never {
    throw new Error('subscribe to the worker that unwrap() returns');
  }

  unwrap<T>(): T {
    return this.worker as T;
  }

  /**
   * A reachable server confirms the close immediately. An unreachable one would keep it waiting, and a Redis
   * Cluster does not report that it is lost.
   */
  private async closeGently(worker: MessageWorker): Promise<void> {
    await Promise.race([worker.close(), this.untilOnlyGoodbyeIsLeft().then(() => this.abandon(worker))]);
  }

  private async untilOnlyGoodbyeIsLeft(): Promise<void> {
    let end: unknown;
    do {
      end = await this.drainLimit.orReturned(Promise.allSettled(this.activeJobs));
      await sleep(2 * returnTimeoutMs, undefined, { ref: false });
      // A message that was in transit when the close began may have arrived since.
    } while (this.activeJobs.size > 0 && end !== returned);
  }

  /**
   * Not awaited: on Postgres, closing sends a termination message first, to a server that may never respond.
   */
  private abandon(worker: MessageWorker): void {
    this.startsJobs = false;
    const { logger, queue } = this.options;
    worker
      .getBackend()
      .close(true)
      .catch((error: unknown) => logger.debug({ err: error, queue }, 'worker connection failed'));
  }

  /**
   * A graceful close waits for a lost connection to end, which never happens. Unreported results are
   * delivered again. If the connection comes back meanwhile, it may bring one more message. One that arrives
   * after the last job ended is not started: its lock expires, and another process takes over.
   */
  private async closeAfterJobs(worker: MessageWorker): Promise<void> {
    while (this.activeJobs.size > 0) await Promise.allSettled(this.activeJobs);
    this.startsJobs = false;
    await worker.close(true);
  }

  /**
   * A worker that never got its first connection is discarded: on Postgres it would fail forever, on Redis it
   * would never close.
   */
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
          `consumer not connected yet: ${reasonOf(error)}`,
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
    worker.on('error', (error: Error) => logger.debug({ err: error, queue }, 'worker connection failed'));
    worker.on('failed', (job: Job<Envelope> | undefined, error: Error) =>
      this.processor.noteFailed(job, error),
    );
    return worker;
  }

  private async take(job: Job<Envelope>): Promise<unknown> {
    if (!this.startsJobs) throw new WaitingError();
    const work = this.orReturn(job, this.processor.process(job));
    this.activeJobs.add(work);
    try {
      return await work;
    } finally {
      this.activeJobs.delete(work);
    }
  }

  /**
   * The handler keeps running and may still have its effect, like that of a paused process. Its inbox makes
   * that effect happen once.
   */
  private async orReturn(job: Job<Envelope>, work: Promise<unknown>): Promise<unknown> {
    const result = await this.drainLimit.orReturned(work);
    if (result !== returned) return result;
    this.options.logger.warn(
      { queue: this.options.queue, job: job.name, messageId: job.id },
      `${job.name} cannot finish before this process must stop: returned to the queue`,
    );
    const returning = job.moveToWait(job.token).catch((error: unknown) => this.logNotReturned(job, error));
    if (this.isConnected) await Promise.race([returning, sleep(returnTimeoutMs)]);
    throw new WaitingError();
  }

  private logNotReturned({ name, id }: Job<Envelope>, error: unknown): void {
    const { logger, queue } = this.options;
    logger.warn(
      { queue, job: name, messageId: id },
      `failed to return ${name} to the queue; another process takes over when its lock expires: ${reasonOf(error)}`,
    );
  }
}
