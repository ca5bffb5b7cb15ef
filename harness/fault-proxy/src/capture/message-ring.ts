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
  /** In the order of arrival. */
  private readonly entries = new Map<number, Entry>();
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
    let to = this.end;
    for (const chunk of chunks) {
      if (to === this.end + length) break;
      to += chunk.copy(this.buffer, to, 0, this.end + length - to);
    }
    this.entries.set(message.number, { message, from: this.end, to });
    this.end = to;
    if (this.entries.size > this.most) this.forgetOldest();
  }

  /** Undefined if it was never kept, or is no longer. */
  find(number: number): KeptMessage | undefined {
    const entry = this.entries.get(number);
    if (entry === undefined) return undefined;
    return { message: entry.message, bytes: Buffer.from(this.buffer.subarray(entry.from, entry.to)) };
  }

  /** Forgets the oldest messages as long as they begin in this range. */
  private forgetFrom(from: number, to: number): void {
    for (const [number, entry] of this.entries) {
      if (entry.from < from || entry.from >= to) return;
      this.entries.delete(number);
    }
  }

  private forgetOldest(): void {
    for (const number of this.entries.keys()) {
      this.entries.delete(number);
      return;
    }
  }
}
