import { type Message } from '@holdfast/lab-api';
import { type Framed } from '../framing/byte-reader.ts';
import { keyHashOf } from './key-hash.ts';
import { type KeptMessage, MessageRing } from './message-ring.ts';
import { orderIdsIn } from './order-ids.ts';

/**
 * Reads orders and keys from messages, and keeps their first bytes. Background messages, among them all that
 * sign in, are not kept.
 */
export class WireObserver {
  private readonly ring = new MessageRing();

  observe(message: Message, { chunks }: Framed): Message {
    if (message.isBackground) return message;
    const key = message.protocol === 'http' ? keyHashOf(chunks) : undefined;
    const observed = { ...message, orders: orderIdsIn(chunks), ...(key === undefined ? {} : { key }) };
    this.ring.keep(observed, chunks);
    return observed;
  }

  find(number: number): KeptMessage | undefined {
    return this.ring.find(number);
  }
}
