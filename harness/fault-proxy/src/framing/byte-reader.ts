/** A step of a framer that waits for bytes; it resumes whenever some arrive. */
export type Framing<Result = void> = Generator<undefined, Result, undefined>;

/** The bytes are not of the expected protocol: from here on they are forwarded as they arrive. */
export class NotFramed extends Error {}

/** `whole`: a message. A message above `holdLimit` arrives as `first`, `more` … `last` and cannot be held. */
export type Part = 'whole' | 'first' | 'more' | 'last';

/** A message, or a part of one, that a framer cut from the stream. */
export interface Framed {
  readonly label: string;
  /** For a response, the label of its request; else the label itself. */
  readonly answers: string;
  /** Shared by a request and its responses. Undefined for what belongs to no exchange. */
  readonly exchange: number | undefined;
  readonly isBackground: boolean;
  readonly part: Part;
  /** The texts of its prepared statements, which its bytes only name. */
  readonly statements: string;
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/** A message is held until it is complete, up to this many bytes; the rest is forwarded as it arrives. */
export const holdLimit = 8 * 1_024 * 1_024;

/** A longer line or head is not of a known protocol. */
const lineLimit = 256 * 1_024;

export const unlabeled = 'unlabeled';

const nothing = Buffer.alloc(0);

/**
 * The bytes of one direction, from which a framer takes message after message. Copies only headers that span
 * chunks.
 */
export class ByteReader {
  private buffer: Buffer = nothing;
  /** The start of this message in the buffer, and the number of its bytes read. */
  private begin = 0;
  private offset = 0;
  private taken: Buffer[] = [];
  private takenBytes = 0;
  private isStreaming = false;
  /** The label of the message if the stream ends within it. */
  label = unlabeled;
  answers: string | undefined;
  isBackground = false;
  exchange: number | undefined;
  statements = '';

  constructor(private readonly emitted: (framed: Framed) => void) {}

  feed(chunk: Buffer): void {
    this.gather();
    const rest = this.buffer.length - this.offset;
    this.buffer = rest === 0 ? chunk : Buffer.concat([this.buffer.subarray(this.offset), chunk]);
    this.begin = 0;
    this.offset = 0;
  }

  /** The number of bytes received but not read. */
  get available(): number {
    return this.buffer.length - this.offset;
  }

  *ensure(count: number): Framing {
    while (this.available < count) yield;
  }

  byte(at: number): number {
    return this.buffer[this.offset + at] ?? 0;
  }

  uint32(at: number): number {
    return this.buffer.readUInt32BE(this.offset + at);
  }

  text(from: number, to: number): string {
    return this.buffer.toString('latin1', this.offset + from, this.offset + to);
  }

  utf8(from: number, to: number): string {
    return this.buffer.toString('utf8', this.offset + from, this.offset + to);
  }

  indexOf(wanted: string | Buffer | number, from = 0): number {
    const found = this.buffer.indexOf(wanted, this.offset + from, 'latin1');
    return found < 0 ? -1 : found - this.offset;
  }

  /** Waits for the delimiter; returns its end position. Reads nothing. */
  *until(delimiter: string): Framing<number> {
    for (let from = 0; ;) {
      const at = this.indexOf(delimiter, from);
      if (at >= 0) return at + delimiter.length;
      if (this.available > lineLimit) throw new NotFramed(`no end within ${lineLimit} bytes`);
      from = Math.max(0, this.available - delimiter.length + 1);
      yield;
    }
  }

  /** Reads available bytes, after `ensure` or `until`. */
  skip(count: number): void {
    this.offset += count;
  }

  /** Reads this many bytes as they arrive; any number. */
  *pass(count: number): Framing {
    for (let left = count; ;) {
      const here = Math.min(left, this.available);
      this.offset += here;
      left -= here;
      if (left === 0) return;
      yield;
    }
  }

  /** Reads up to and including the delimiter, at any distance. */
  *passUntil(delimiter: string): Framing {
    for (;;) {
      const at = this.indexOf(delimiter);
      if (at >= 0) return this.skip(at + delimiter.length);
      this.skip(Math.max(0, this.available - delimiter.length + 1));
      yield;
    }
  }

  /** Assigns all bytes until the end of the stream to this message. */
  *passAll(): Framing<never> {
    for (;;) {
      this.offset = this.buffer.length;
      yield;
    }
  }

  /** Emits the bytes read since the last message as a message. */
  emit(label: string, isBackground = false, answers = label): void {
    this.gather();
    const part = this.isStreaming ? 'last' : 'whole';
    this.isStreaming = false;
    if (this.takenBytes > 0 || part === 'last') this.hand(label, isBackground, answers, part);
    this.forgetLabel();
  }

  forgetLabel(): void {
    this.label = unlabeled;
    this.answers = undefined;
    this.isBackground = false;
    this.exchange = undefined;
    this.statements = '';
  }

  /** Forwards all received bytes unchanged, read or not. */
  emitAll(): void {
    this.offset = this.buffer.length;
    this.emit(this.label, this.isBackground, this.answers);
  }

  /** Called after each feed: forwards a message that has grown too big in parts. */
  release(): void {
    if (this.takenBytes + this.offset - this.begin <= holdLimit && !this.isStreaming) return;
    this.gather();
    if (this.takenBytes === 0) return;
    this.hand(unlabeled, false, unlabeled, this.isStreaming ? 'more' : 'first');
    this.isStreaming = true;
  }

  private gather(): void {
    if (this.offset === this.begin) return;
    const isWhole = this.begin === 0 && this.offset === this.buffer.length;
    this.taken.push(isWhole ? this.buffer : this.buffer.subarray(this.begin, this.offset));
    this.takenBytes += this.offset - this.begin;
    this.begin = this.offset;
  }

  private hand(label: string, isBackground: boolean, answers: string, part: Part): void {
    const { taken: chunks, takenBytes: bytes, exchange, statements } = this;
    this.taken = [];
    this.takenBytes = 0;
    this.emitted({ label, answers, exchange, isBackground, part, statements, chunks, bytes });
  }
}
