import { currentTraceparent } from '@holdfast/service-defaults';
import { ClientProxy, type ReadPacket, RpcException, type WritePacket } from '@nestjs/microservices';
import { type Job } from 'bullmq';
import { type Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { type Envelope } from './envelope.ts';
import { defaultAttempts, type RequestReply, requestOptions } from './message-job.ts';
import { closeEvents, firstConnection, type MessageEvents, openQueueEvents } from './queue-backend.ts';
import { QueueConnection } from './queue-connection.ts';

export interface BullMqClientOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** How many times the consumer of an emitted message may try. Default 20, as for outbox messages. */
  readonly attempts?: number;
  /** How long `send` waits for its response; the request expires at the same time. Default 5 s. */
  readonly sendTimeoutMs?: number;
  /** An emitted message older than this is not handled anymore. Default: it never expires. */
  readonly expiresAfterMs?: number;
}

/** No response arrived in time. The handler may have run, or may still run until the request expires. */
export class SendTimeout extends RpcException {}

/** 500 ms between checks for a response whose event was missed. */
const checkMs = 500;
/** 60 s: longer than any caller waits for its response. */
const answerKeptSeconds = 60;

/**
 * Nest `ClientProxy` on BullMQ. `emit` resolves once the queue server has the job; `send` resolves with the
 * result of the `@MessagePattern` handler. Both fail immediately if the queue server is unavailable.
 *
 * Both add their job outside any transaction: if the process crashes around a commit, the message is lost, or
 * describes a change that never happened. Use the outbox for anything that involves money.
 *
 * A failed request leaves no dead letter: its sender receives an `RpcException`.
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
      answer({ err: new RpcException('the client was closed') });
    const events = await this.events?.catch(() => undefined);
    if (events !== undefined) await closeEvents(events);
    await this.connection.close();
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  /** A request is tried once: its sender does not wait for a second attempt. */
  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const { sendTimeoutMs = 5_000 } = this.options;
    const { envelope, name } = this.messageIn(packet, sendTimeoutMs);
    const id = envelope.messageId;
    const forget = (): boolean => {
      clearTimeout(timer);
      clearInterval(checking);
      return this.waiting.delete(id);
    };
    const answer = (end: WritePacket): void => {
      if (forget()) callback({ ...end, isDisposed: true });
    };
    const tooLate = `no response to ${name} within ${sendTimeoutMs} ms; it may have been handled, or may still be`;
    const timer = setTimeout(() => answer({ err: new SendTimeout(tooLate) }), sendTimeoutMs);
    this.waiting.set(id, answer);
    const asked = this.ask(name, envelope);
    asked.catch((error: unknown) => answer({ err: error }));
    const checking = setInterval(
      () => void asked.then((job) => this.check(job)).catch(() => undefined),
      checkMs,
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
    });
    return undefined as T;
  }

  private async ask(name: string, envelope: Envelope): Promise<Job> {
    // Subscribes first: the response may arrive before `add` returns.
    const queue = await this.connection.get();
    await (this.events ??= this.listen());
    return queue.add(name, envelope, {
      jobId: envelope.messageId,
      ...requestOptions,
      removeOnComplete: { age: answerKeptSeconds },
    });
  }

  /** Events are missed before the subscription is active and while its connection is down. */
  private async check({ id = '' }: Job): Promise<void> {
    const queue = await this.connection.get();
    const job = (await queue.getJob(id)) as Job | undefined;
    if (job === undefined)
      this.waiting.get(id)?.({ err: new RpcException('the workers that handled it crashed') });
    else if (await job.isCompleted()) this.settle(id, job.returnvalue as RequestReply);
  }

  private settle(id: string, { value, failed }: RequestReply): void {
    this.waiting.get(id)?.(failed === undefined ? { response: value } : { err: new RpcException(failed) });
  }

  private async listen(): Promise<MessageEvents> {
    const { queue, url, logger } = this.options;
    const events = openQueueEvents(queue, url);
    events.on('error', (error) => logger.debug({ err: error, queue }, 'queue events connection failed'));
    events.on('completed', ({ jobId, returnvalue }) => this.settle(jobId, returnvalue as RequestReply));
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
