import { BaseRpcContext } from '@nestjs/microservices';
import { type Job } from 'bullmq';
import { type Envelope } from './envelope.ts';

/** What a handler may ask of the delivery, beside its payload. */
export class BullMqContext extends BaseRpcContext<[Job<Envelope>]> {
  private hasBeenReceived = false;

  /** The same on every delivery of one message: the key of the inbox. */
  get messageId(): string {
    return this.args[0].data.messageId;
  }

  /** 1 on the first delivery. */
  get attempt(): number {
    return this.args[0].attemptsMade + 1;
  }

  /** Whether somebody found that this message has had its effect before. */
  get isDuplicate(): boolean {
    return this.hasBeenReceived;
  }

  /** Counts the delivery as `duplicate` instead of `done`. `Inbox` says it by itself. */
  noteDuplicate(): void {
    this.hasBeenReceived = true;
  }
}
