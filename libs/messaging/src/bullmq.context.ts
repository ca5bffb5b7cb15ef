import { BaseRpcContext } from '@nestjs/microservices';
import { type Job } from 'bullmq';
import { type Envelope } from './envelope.ts';

/** The delivery that a handler is working on, available beside its payload. */
export class BullMqContext extends BaseRpcContext<[Job<Envelope>]> {
  private hasBeenReceived = false;

  /** The same on every delivery of a message: use it as the inbox key. */
  get messageId(): string {
    return this.args[0].data.messageId;
  }

  /** 1 on the first delivery. */
  get attempt(): number {
    return this.args[0].attemptsMade + 1;
  }

  /** True once `noteDuplicate` was called: the message was processed before. */
  get isDuplicate(): boolean {
    return this.hasBeenReceived;
  }

  /** Counts the delivery as `duplicate` instead of `done`. `Inbox` calls it automatically. */
  noteDuplicate(): void {
    this.hasBeenReceived = true;
  }
}
