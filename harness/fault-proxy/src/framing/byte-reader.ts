/** A step of a framer that waits for bytes: it is resumed whenever some have come. */
export type Framing<Result = void> = Generator<undefined, Result, undefined>;

/** The bytes are not of the protocol that was expected: from here on they are passed through as they come. */
export class NotFramed extends Error {}

/** `whole`: a message. A message above `holdLimit` comes as `first`, `more` ... `last`: it cannot be held. */
export type Part = 'whole' | 'first' | 'more' | 'last';

/** What a framer cut out of the stream. */
export interface Framed {
  readonly label: string;
  /** For an answer: the label of what it answers; else the label itself. */
  readonly answers: string;
  readonly isBackground: boolean;
  readonly part: Part;
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/** Up to this many bytes of a message are held until it is whole: what more comes is passed on as it comes. */
export const holdLimit = 8 * 1_024 * 1_024;

/** A line or a head longer than this is no protocol that we know. */
const lineLimit = 256 * 1_024;

export const unlabelled = 'unlabelled';

const nothing = Buffer.alloc(0);

/** The bytes of one direction, of which a framer takes one message after the other. Copies only what a header straddles. */
export class ByteReader {
  private buffer: Buffer = nothing;
  /** Where the bytes of this message begin in the buffer, and what is read of it. */
  private begin = 0;
  private offset = 0;
  private taken: Buffer[] = [];
  private takenBytes = 0;
  private isStreaming = false;
  /** What the message is called if the stream ends in it. */
  label = unlabelled;
  answers: string | undefined;
  isBackground = false;

  constructor(private readonly emitted: (framed: Framed) => void) {}

  feed(chunk: Buffer): void {
    this.gather();
    const rest = this.buffer.length - this.offset;
    this.buffer = rest === 0 ? chunk : Buffer.concat([this.buffer.subarray(this.offset), chunk]);
    this.begin = 0;
    this.offset = 0;
  }

  /** Bytes that have come and are not read. */
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

  /** Waits for the delimiter; resolves to where it ends. Reads nothing. */
  *until(delimiter: string): Framing<number> {
    for (let from = 0; ;) {
      const at = this.indexOf(delimiter, from);
      if (at >= 0) return at + delimiter.length;
      if (this.available > lineLimit) throw new NotFramed(`no end within ${lineLimit} bytes`);
      from = Math.max(0, this.available - delimiter.length + 1);
      yield;
    }
  }

  /** Reads bytes that are there: after `ensure` or `until`. */
  skip(count: number): void {
    this.offset += count;
  }

  /** Reads this many bytes, of whatever size, as they come. */
  *pass(count: number): Framing {
    for (let left = count; ;) {
      const here = Math.min(left, this.available);
      this.offset += here;
      left -= here;
      if (left === 0) return;
      yield;
    }
  }

  /** Reads through the delimiter, however far it is. */
  *passUntil(delimiter: string): Framing {
    for (;;) {
      const at = this.indexOf(delimiter);
      if (at >= 0) return this.skip(at + delimiter.length);
      this.skip(Math.max(0, this.available - delimiter.length + 1));
      yield;
    }
  }

  /** All that comes until the stream ends belongs to this message. */
  *passAll(): Framing<never> {
    for (;;) {
      this.offset = this.buffer.length;
      yield;
    }
  }

  /** What was read since the last message is one. */
  emit(label: string, isBackground = false, answers = label): void {
    this.gather();
    const part = this.isStreaming ? 'last' : 'whole';
    this.isStreaming = false;
    if (this.takenBytes > 0 || part === 'last') this.hand(label, isBackground, answers, part);
    this.forgetLabel();
  }

  forgetLabel(): void {
    this.label = unlabelled;
    this.answers = undefined;
    this.isBackground = false;
  }

  /** What has come goes on as it is, read or not. */
  emitAll(): void {
    this.offset = this.buffer.length;
    this.emit(this.label, this.isBackground, this.answers);
  }

  /** Called after each feed: a message that has grown too big goes on in parts. */
  release(): void {
    if (this.takenBytes + this.offset - this.begin <= holdLimit && !this.isStreaming) return;
    this.gather();
    if (this.takenBytes === 0) return;
    this.hand(unlabelled, false, unlabelled, this.isStreaming ? 'more' : 'first');
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
    const { taken: chunks, takenBytes: bytes } = this;
    this.taken = [];
    this.takenBytes = 0;
    this.emitted({ label, answers, isBackground, part, chunks, bytes });
  }
}
