import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync } from 'node:fs';

const chunkBytes = 64 * 1_024;

/** Reads up to 64 KiB of an open file from `offset`. */
function readChunk(file: number, offset: number): Buffer {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  return chunk.subarray(0, readSync(file, chunk, 0, chunkBytes, offset));
}

/** The last `count` lines of a log after `offset`. */
export function lastLines(path: string, offset: number, count: number): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const text = readChunk(file, Math.max(offset, fstatSync(file).size - chunkBytes)).toString();
    return text.trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(file);
  }
}

/** Renames the log of the previous run to `NAME.previous.log`, replacing an older one. */
export function keepPreviousLog(path: string): void {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
}

/** Returns the complete lines that a log file, which may not exist yet, has gained since the last call. */
export class LogFollower {
  private readonly path: string;
  private file: number | undefined;
  private offset = 0;
  private rest = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
  }

  newLines(): string[] {
    if (this.file === undefined && existsSync(this.path)) this.file = openSync(this.path, 'r');
    const lines: string[] = [];
    while (this.file !== undefined) {
      const chunk = readChunk(this.file, this.offset);
      if (chunk.length === 0) break;
      this.offset += chunk.length;
      const bytes = Buffer.concat([this.rest, chunk]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      this.rest = bytes.subarray(end);
      lines.push(...bytes.toString('utf8', 0, end).split('\n').slice(0, -1));
    }
    return lines;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
