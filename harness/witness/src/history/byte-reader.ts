import { lsnOf } from './commit.ts';

/** Microseconds from 1970 to 2000, where the time of Postgres begins. */
const epochMicroseconds = 946_684_800_000_000n;

/** Reads the numbers and texts of Postgres's protocol one after another. Throws RangeError past the end. */
export class ByteReader {
  private readonly bytes: Buffer;
  private offset = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byte(): number {
    return this.bytes.readUInt8(this.offset++);
  }

  letter(): string {
    return String.fromCharCode(this.byte());
  }

  uint16(): number {
    this.offset += 2;
    return this.bytes.readUInt16BE(this.offset - 2);
  }

  uint32(): number {
    this.offset += 4;
    return this.bytes.readUInt32BE(this.offset - 4);
  }

  lsn(): string {
    return lsnOf(this.uint64());
  }

  /** In milliseconds since the epoch with fractions. */
  time(): number {
    return Number(this.uint64() + epochMicroseconds) / 1_000;
  }

  /** Up to a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new RangeError('a text without an end');
    const text = this.textOf(end - this.offset);
    this.offset += 1;
    return text;
  }

  textOf(length: number): string {
    this.offset += length;
    return this.bytes.toString('utf8', this.offset - length, this.offset);
  }

  skip(bytes: number): void {
    this.offset += bytes;
  }

  private uint64(): bigint {
    this.offset += 8;
    return this.bytes.readBigUInt64BE(this.offset - 8);
  }
}
