import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, reasonOf, withJobContext } from '@holdfast/service-defaults';
import { BaseRpcContext, type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type Job, UnrecoverableError } from 'bullmq';
import { type Logger } from 'pino';
import { isObservable, lastValueFrom } from 'rxjs';
import { fullJitterMs } from './backoff.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { firstConnection, type MessageWorker, openWorker } from './queue-backend.ts';

/** What a handler may ask of the delivery, beside its payload. */
export class BullMqContext extends BaseRpcContext<[Job<Envelope>]> {
  /** The same on every delivery of one message: the key of the inbox. */
  get messageId(): string {
    return this.args[0].data.messageId;
  }

  /** 1 on the first delivery. */
  get attempt(): number {
    return this.args[0].attemptsMade + 1;
  }
}

export interface BullMqServerOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** Jobs at a time, per process; default 10. */
  readonly concurrency?: number;
}

/**
 * Nest transport on BullMQ: one worker on one queue; a job's name is the pattern of its `@EventPattern` handler. A handler that
 * throws is retried with full jitter; a payload that fails its schema, an unknown name and an `UnrecoverableError` are not.
 * `close` waits for the jobs in hand.
 */
export class BullMqServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('BULLMQ');
  override readonly propagatesEventHandlerErrors = true;
  private worker: MessageWorker | undefined;
  private readonly closing = new AbortController();
  private readonly inHand = new Set<Promise<unknown>>();
  private opening: Promise<void> = Promise.resolve();
  private isConnected = false;

  constructor(private readonly options: BullMqServerOptions) {
    super();
  }

  /** Calls back at once: without its queue server a service is there all the same, and takes messages when the server is. */
  listen(callback: (error?: unknown) => void): void {
    this.opening = this.open();
    callback();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.opening;
    if (this.isConnected) return this.worker?.close();
    // Closed gently, a worker waits for a lost connection to end, which it never does. What it did not report is delivered again.
    await Promise.allSettled(this.inHand);
    await this.worker?.close(true);
  }

  on(): never {
    throw new Error('listen to the worker that unwrap() gives');
  }

  unwrap<T>(): T {
    return this.worker as T;
  }

  /** A worker that never got its first connection is given up: on Postgres it would fail for ever, on Redis never close. */
  private async open(): Promise<void> {
    for (let attempt = 1; !this.closing.signal.aborted; attempt++) {
      const worker = this.openWorker();
      try {
        await firstConnection(worker);
        this.worker = worker;
        return;
      } catch (error) {
        this.options.logger.warn(
          { queue: this.options.queue },
          `no messages are taken yet: ${reasonOf(error)}`,
        );
        await worker.close(true);
        await sleep(fullJitterMs(attempt), undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private openWorker(): MessageWorker {
    const { queue, url, logger, concurrency = 10 } = this.options;
    const worker = openWorker(queue, url, (job) => this.take(job), {
      concurrency,
      settings: { backoffStrategy: (attemptsMade) => fullJitterMs(attemptsMade) },
    });
    worker.getBackend().on('ready', () => (this.isConnected = true));
    worker.getBackend().on('close', () => (this.isConnected = false));
    worker.on('error', (error: Error) => logger.debug({ err: error, queue }, 'worker connection'));
    worker.on('failed', (job: Job<Envelope> | undefined, error: Error) => this.logFailure(job, error));
    return worker;
  }

  private async take(job: Job<Envelope>): Promise<unknown> {
    const work = this.process(job);
    this.inHand.add(work);
    try {
      return await work;
    } finally {
      this.inHand.delete(work);
    }
  }

  /** What will be tried again is told in a line; what is given up, with its stack. */
  private logFailure(job: Job<Envelope> | undefined, error: Error): void {
    const { logger, queue } = this.options;
    const { name = 'a job', id, attemptsMade = 0, opts = {} } = job ?? {};
    const facts = { queue, job: name, messageId: id, attempt: attemptsMade };
    const isGivenUp = error instanceof UnrecoverableError || attemptsMade >= (opts.attempts ?? 1);
    if (isGivenUp)
      logger.error({ ...facts, err: error }, `${name} is given up after attempt ${attemptsMade}`);
    else
      logger.warn(facts, `${name} failed, attempt ${attemptsMade} of ${opts.attempts}: ${reasonOf(error)}`);
  }

  private process(job: Job<Envelope>): Promise<unknown> {
    const envelope = readEnvelope(job.data);
    if (envelope === undefined)
      return Promise.reject(new UnrecoverableError('the job is no message of an outbox'));
    const { messageId, traceparent, payload } = envelope;
    return withJobContext({ id: messageId, traceparent: traceparent ?? undefined }, async () => {
      const handler = this.getHandlerByPattern(job.name);
      if (handler === null) throw new UnrecoverableError(`nothing handles ${job.name} here`);
      try {
        const result: unknown = await handler(payload, new BullMqContext([job]));
        return isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
      } catch (error) {
        throw isInvalidPayload(error) ? new UnrecoverableError(describe(error)) : error;
      }
    });
  }
}

function isInvalidPayload(error: unknown): error is Problem {
  return error instanceof Problem && error.kind.code === 'validation_failed';
}

function describe(problem: Problem): string {
  return `the payload does not fit its schema: ${JSON.stringify(problem.options.extensions?.['errors'])}`;
}
