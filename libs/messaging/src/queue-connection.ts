import { type Queue } from 'bullmq';
import { type Logger } from 'pino';
import { closeQueue, firstConnection, openQueue } from './queue-backend.ts';

export interface QueueAddress {
  readonly queue: string;
  readonly url: string;
  readonly logger: Logger;
}

/** A queue that is opened on first use, and reopened if its server was unavailable. */
export class QueueConnection {
  private opening: Promise<Queue> | undefined;
  private isClosed = false;

  constructor(private readonly address: QueueAddress) {}

  /** Rejects within 2 s if the server cannot be reached. */
  get(): Promise<Queue> {
    if (this.isClosed)
      return Promise.reject(new Error(`connection to queue ${this.address.queue} was closed`));
    return (this.opening ??= this.open());
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const queue = await this.opening?.catch(() => undefined);
    if (queue !== undefined) await closeQueue(queue);
  }

  /**
   * A queue that never got its first connection is discarded: on Postgres it would fail forever, on Redis
   * wait forever.
   */
  private async open(): Promise<Queue> {
    const { queue: name, url, logger } = this.address;
    const queue = openQueue(name, url) as Queue;
    queue.on('error', (error: Error) => logger.debug({ err: error, queue: name }, 'queue connection failed'));
    try {
      await firstConnection(queue);
      return queue;
    } catch (error) {
      this.opening = undefined;
      await closeQueue(queue);
      throw error;
    }
  }
}
