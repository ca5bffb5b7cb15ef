import { currentTraceparent } from '@holdfast/service-defaults';
import { ClientProxy, type ReadPacket, RpcException, type WritePacket } from '@nestjs/microservices';
import { type Job } from 'bullmq';
import { type Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { type Envelope } from './envelope.ts';
import { completedKeptSeconds, defaultAttempts, type Reply, requestOptions } from './message-job.ts';
import { closeEvents, firstConnection, type MessageEvents, openQueueEvents } from './queue-backend.ts';
import { QueueConnection } from './queue-connection.ts';

export interface BullMqClientOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** How often the consumer of an emitted message may try; default 20, as for messages of an outbox. */
  readonly attempts?: number;
  /** How long `send` waits for its answer, and how long its request is of use to anybody. Default 5 s (guess). */
  readonly sendTimeoutMs?: number;
  /** After which an emitted message is not handled any more. Default: it never expires. */
  readonly expiresAfterMs?: number;
}

/** Nobody answered in time. Whether the handler ran, or still will until the request expires, is not known. */
export class SendTimeout extends RpcException {}

/** 500 ms between looks for an answer whose event was missed (guess). */
const lookMs = 500;
/** 60 s: longer than anybody waits for an answer (guess). */
const answerKeptSeconds = 60;

/**
 * Nest `ClientProxy` on BullMQ. `emit` resolves once the queue server has the job; `send` waits for what the `@MessagePattern` handler gives.
 * Both add their job at once, outside any transaction: a process that dies before or after tells of nothing or of what never was. What must
 * be told exactly when it is true, and all that concerns money, goes through the outbox.
 *
 * A request that fails is no dead letter: who sent it was told, with an `RpcException`. Both fail at once when the queue server cannot be used.
 */
export class BullMqClient extends ClientProxy {
  private readonly connection: QueueConnection;
  private readonly waiting = new Map<string, (end: WritePacket) => void>();
  private events: Promise<MessageEvents> | undefined;

  constructor(private readonly options: BullMqClientOptions) {
    super();
    this.connection = new QueueConnection(options);
    this.initializeSerializer({});
    this.initializeDeserializer({});
  }

  async connect(): Promise<void> {
    await this.connection.get();
  }

  async close(): Promise<void> {
    for (const answer of [...this.waiting.values()])
      answer({ err: new RpcException('the client is closed') });
    const events = await this.events?.catch(() => undefined);
    if (events !== undefined) await closeEvents(events);
    await this.connection.close();
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  /** A request is tried once: who asked does not wait for a second try. */
  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const { sendTimeoutMs = 5_000 } = this.options;
    const { envelope, name } = this.messageIn(packet, sendTimeoutMs);
    const id = envelope.messageId;
    const forget = (): boolean => {
      clearTimeout(timer);
      clearInterval(looking);
      return this.waiting.delete(id);
    };
    const answer = (end: WritePacket): void => {
      if (forget()) callback({ ...end, isDisposed: true });
    };
    const tooLate = `no answer to ${name} within ${sendTimeoutMs} ms; whether it was or will be handled is not known`;
    const timer = setTimeout(() => answer({ err: new SendTimeout(tooLate) }), sendTimeoutMs);
    this.waiting.set(id, answer);
    const asked = this.ask(name, envelope);
    asked.catch((error: unknown) => answer({ err: error }));
    const looking = setInterval(
      () => void asked.then((job) => this.look(job)).catch(() => undefined),
      lookMs,
    );
    return () => void forget();
  }

  protected async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    const { attempts = defaultAttempts, expiresAfterMs } = this.options;
    const { envelope, name } = this.messageIn(packet, expiresAfterMs);
    const queue = await this.connection.get();
    await queue.add(name, envelope, {
      jobId: envelope.messageId,
      attempts,
      backoff: { type: 'full-jitter' },
      removeOnComplete: { age: completedKeptSeconds },
    });
    return undefined as T;
  }

  private async ask(name: string, envelope: Envelope): Promise<Job> {
    // Listens first: the answer may come before `add` has returned.
    const queue = await this.connection.get();
    await (this.events ??= this.listen());
    return queue.add(name, envelope, {
      jobId: envelope.messageId,
      ...requestOptions,
      removeOnComplete: { age: answerKeptSeconds },
    });
  }

  /** Events are missed before the first was read, and while the connection is lost. */
  private async look({ id = '' }: Job): Promise<void> {
    const queue = await this.connection.get();
    const job = (await queue.getJob(id)) as Job | undefined;
    if (job === undefined)
      this.waiting.get(id)?.({ err: new RpcException('the workers that had it in hand died') });
    else if (await job.isCompleted()) this.tell(id, job.returnvalue as Reply);
  }

  private tell(id: string, { value, failed }: Reply): void {
    this.waiting.get(id)?.(failed === undefined ? { response: value } : { err: new RpcException(failed) });
  }

  private async listen(): Promise<MessageEvents> {
    const { queue, url, logger } = this.options;
    const events = openQueueEvents(queue, url);
    events.on('error', (error) => logger.debug({ err: error, queue }, 'queue events connection'));
    events.on('completed', ({ jobId, returnvalue }) => this.tell(jobId, returnvalue as Reply));
    events.on('failed', ({ jobId, failedReason }) =>
      this.waiting.get(jobId)?.({ err: new RpcException(failedReason) }),
    );
    try {
      await firstConnection(events);
      return events;
    } catch (error) {
      this.events = undefined;
      await closeEvents(events);
      throw error;
    }
  }

  private messageIn({ pattern, data }: ReadPacket, expiresAfterMs: number | undefined) {
    const envelope: Envelope = {
      messageId: uuidv7(),
      traceparent: currentTraceparent(),
      expiresAt: expiresAfterMs === undefined ? null : new Date(Date.now() + expiresAfterMs).toISOString(),
      payload: data as unknown,
    };
    return { name: this.normalizePattern(pattern as string), envelope };
  }
}
