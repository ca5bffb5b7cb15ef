import { type Socket } from 'node:net';
import { now } from './clock.ts';

interface Item {
  readonly dueAt: number;
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  /** Called after the bytes were sent. */
  readonly then: (() => void) | undefined;
  isHeld: boolean;
}

/** With more bytes in the queue, reading from the source pauses. */
const queueLimit = 1_024 * 1_024;

/** The outgoing bytes of one side of a connection, in order, each sent when it is due. */
export class Outgoing {
  private items: Item[] = [];
  private queuedBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private isDead = false;

  constructor(
    private readonly sink: Socket,
    private readonly source: Socket,
  ) {
    sink.on('drain', () => this.resumeSource());
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** Never earlier than the write before it. */
  write(chunks: readonly Buffer[], dueAt = 0, then?: () => void): void {
    if (this.isDead) return;
    if (this.items.length === 0 && dueAt === 0) {
      this.put(chunks);
      then?.();
    } else this.enqueue({ dueAt, chunks, bytes: sizeOf(chunks), then, isHeld: false });
  }

  /**
   * Holds its place and everything after it until the returned function is called with the chunks to send
   * instead.
   */
  hold(chunks: readonly Buffer[]): (sent: readonly Buffer[], then?: () => void) => void {
    const item: Item = { dueAt: 0, chunks, bytes: sizeOf(chunks), then: undefined, isHeld: true };
    this.enqueue(item);
    return (sent, then) => {
      const at = this.items.indexOf(item);
      if (at < 0) return;
      this.queuedBytes += sizeOf(sent) - item.bytes;
      this.items[at] = { dueAt: 0, chunks: sent, bytes: sizeOf(sent), then, isHeld: false };
      this.run();
    };
  }

  /** Drops the queue and accepts nothing more. */
  die(): void {
    this.isDead = true;
    this.items = [];
    this.queuedBytes = 0;
    clearTimeout(this.timer);
    this.source.resume();
  }

  private enqueue(item: Item): void {
    this.items.push(item);
    this.queuedBytes += item.bytes;
    if (this.queuedBytes > queueLimit) this.source.pause();
    if (this.items.length === 1) this.run();
  }

  private run(): void {
    clearTimeout(this.timer);
    for (let head = this.items[0]; head !== undefined && !head.isHeld; head = this.items[0]) {
      const wait = head.dueAt - now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.run(), Math.ceil(wait));
        return;
      }
      this.items.shift();
      this.queuedBytes -= head.bytes;
      this.put(head.chunks);
      head.then?.();
    }
    this.resumeSource();
  }

  private put(chunks: readonly Buffer[]): void {
    const { sink } = this;
    if (!sink.writable) return;
    let canTakeMore = true;
    if (chunks.length > 1) sink.cork();
    for (const chunk of chunks) canTakeMore = sink.write(chunk);
    if (chunks.length > 1) sink.uncork();
    if (!canTakeMore) this.source.pause();
  }

  private resumeSource(): void {
    if (this.queuedBytes <= queueLimit && !this.sink.writableNeedDrain) this.source.resume();
  }
}

export const sizeOf = (chunks: readonly Buffer[]): number =>
  chunks.reduce((total, { length }) => total + length, 0);
