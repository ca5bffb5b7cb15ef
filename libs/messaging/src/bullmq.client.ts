import { currentTraceparent } from '@holdfast/service-defaults';
import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import { type Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { type Envelope } from './envelope.ts';
import { defaultAttempts } from './message-job.ts';
import { QueueConnection } from './queue-connection.ts';

export interface BullMqClientOptions {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
  /** How many times the consumer of a message may try. Default 20, as for outbox messages. */
  readonly attempts?: number;
}

/**
 * Nest `ClientProxy` on BullMQ. `emit` resolves once the queue server has the job, and fails within 5 s if
 * the server is unavailable. There is no `send`: a queue carries no responses.
 *
 * It adds its job outside any transaction: if the process crashes around a commit, the message is lost, or
 * describes a change that never happened. Use the outbox for anything that involves money.
 */
export class BullMqClient extends ClientProxy {
  private readonly connection: QueueConnection;

  constructor(private readonly options: BullMqClientOptions) {
    super();
    this.connection = new QueueConnection(options);
    this.initializeSerializer({});
    this.initializeDeserializer({});
  }

  async connect(): Promise<void> {
    await this.connection.get();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  protected publish({ pattern }: ReadPacket): never {
    throw new Error(
      `queue ${this.options.queue} carries no responses: emit ${JSON.stringify(pattern)} instead`,
    );
  }

  protected async dispatchEvent<T>({ pattern, data }: ReadPacket): Promise<T> {
    const { attempts = defaultAttempts } = this.options;
    const envelope: Envelope = {
      messageId: uuidv7(),
      traceparent: currentTraceparent(),
      payload: data as unknown,
    };
    const queue = await this.connection.get();
    await queue.add(this.normalizePattern(pattern as string), envelope, {
      jobId: envelope.messageId,
      attempts,
      backoff: { type: 'full-jitter' },
    });
    return undefined as T;
  }
}
