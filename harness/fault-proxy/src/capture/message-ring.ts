import { type Message } from '@holdfast/lab-api';

/** Bytes kept of each message. */
export const keptBytes = 4 * 1_024;

/** Bytes kept in all. */
const ringBytes = 16 * 1_024 * 1_024;

/** Messages kept, as many as the event log keeps. */
const ringMessages = 50_000;

export interface KeptMessage {
  readonly message: Message;
  readonly bytes: Buffer;
}

interface Entry {
  readonly message: Message;
  readonly from: number;
  readonly to: number;
}

/** The first bytes of the latest messages. The oldest make room for new ones. */
export class MessageRing {
  private readonly buffer: Buffer;
  /**
   * A ring in the order of arrival, and so of numbers. (A Map took 40 µs per message: each look at its oldest
   * entry passes all deleted ones.)
   */
  private readonly entries: Entry[] = [];
  private oldest = 0;
  private count = 0;
  private end = 0;

  constructor(
    private readonly capacity = ringBytes,
    private readonly most = ringMessages,
  ) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
  }

  keep(message: Message, chunks: readonly Buffer[]): void {
    const length = Math.min(message.bytes, keptBytes);
    if (this.end + length > this.capacity) {
      this.forgetFrom(this.end, this.capacity);
      this.end = 0;
    }
    this.forgetFrom(this.end, this.end + length);
    if (this.count === this.most) this.forgetOldest();
    let to = this.end;
    for (const chunk of chunks) {
      if (to === this.end + length) break;
      to += chunk.copy(this.buffer, to, 0, this.end + length - to);
    }
    this.entries[(this.oldest + this.count) % this.most] = { message, from: this.end, to };
    this.count += 1;
    this.end = to;
  }

  /** Undefined if it was never kept, or is no longer. */
  find(number: number): KeptMessage | undefined {
    let [first, last] = [0, this.count - 1];
    while (first <= last) {
      const middle = (first + last) >> 1;
      const { message, from, to } = this.at(middle);
      if (message.number === number) return { message, bytes: Buffer.from(this.buffer.subarray(from, to)) };
      if (message.number < number) first = middle + 1;
      else last = middle - 1;
    }
    return undefined;
  }

  /** Forgets the oldest messages as long as they begin in this range. */
  private forgetFrom(from: number, to: number): void {
    for (; this.count > 0; this.forgetOldest()) {
      const oldest = this.at(0);
      if (oldest.from < from || oldest.from >= to) return;
    }
  }

  private forgetOldest(): void {
    this.oldest = (this.oldest + 1) % this.most;
    this.count -= 1;
  }

  private at(index: number): Entry {
    return this.entries[(this.oldest + index) % this.most] as Entry;
  }
}
