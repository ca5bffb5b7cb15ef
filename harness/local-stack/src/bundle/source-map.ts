import { existsSync } from 'node:fs';
import path from 'node:path';

/** The members of a source map, version 3, that we use. */
export interface RawSourceMap {
  readonly version: number;
  readonly sources: string[];
  readonly mappings: string;
}

/** An index map of version 3: one map for each block of lines, so that a reader decodes only one. */
export interface IndexMap {
  readonly version: number;
  readonly sections: readonly Section[];
}

interface Section {
  /** The first line, 0-based. */
  readonly offset: { readonly line: number; readonly column: 0 };
  readonly map: RawSourceMap;
}

/** Decoding this many lines of 200 characters takes less than 1 ms. */
const linesOfSection = 50;

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOf = new Uint8Array(128);
for (const [value, digit] of [...digits].entries()) digitOf[digit.charCodeAt(0)] = value;
const comma = 44;
const semicolon = 59;

/** A number as a base 64 VLQ: five bits a digit, the sign in the lowest. */
function encode(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}

/** Position in the bundle, source, and line and column in the source. */
type Segment = [number, number, number, number];

/** Calls `visit` for each mapped segment with the 0-based line of the bundle. The segment is reused. */
function eachSegment(mappings: string, visit: (line: number, segment: Readonly<Segment>) => void): void {
  const segment: Segment = [0, 0, 0, 0];
  let [line, field, value, shift] = [0, 0, 0, 0];
  for (let at = 0; at <= mappings.length; at++) {
    const code = at === mappings.length ? semicolon : mappings.charCodeAt(at);
    if (code === comma || code === semicolon) {
      if (field >= 4) visit(line, segment);
      field = 0;
      if (code === semicolon) [line, segment[0]] = [line + 1, 0];
      continue;
    }
    const bits = digitOf[code] ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    // A fifth field would be the index of a name.
    if (field < 4)
      segment[field] = (segment[field] ?? 0) + ((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    field++;
    [value, shift] = [0, 0];
  }
}

/** A frame is named after a line of ours, after a file of a package, or not at all. */
type Origin = 'ours' | 'package' | 'unknown';

function originOf(source: string, exists: (source: string) => boolean): Origin {
  if (/(?:^|\/)node_modules\//.test(source)) return 'package';
  // Some packages ship maps to sources that they do not ship.
  return exists(source) ? 'ours' : 'unknown';
}

/**
 * Reduces a bundle's map: all mappings of our own sources, and of each file of a package only the first of a
 * section. A service reads its map at its first trace, when requests are failing already, and decoding the
 * whole map would stop it for 300 ms. Sources are relative to `folder`, in the result to `root`.
 */
export function reduceSourceMap(
  map: RawSourceMap,
  folder: string,
  root: string,
  exists = (source: string): boolean => existsSync(path.join(root, source)),
): IndexMap {
  const paths = map.sources.map((source) => path.relative(root, path.resolve(folder, source)));
  const origins = paths.map((source) => originOf(source, exists));
  const sections: MappingsWriter[] = [];
  let before = -1;
  eachSegment(map.mappings, (line, [column, source, sourceLine, sourceColumn]) => {
    let section = sections.at(-1);
    if (section === undefined || line >= section.firstLine + linesOfSection) {
      section = new MappingsWriter(line);
      sections.push(section);
      before = -1;
    }
    const origin = origins[source] ?? 'unknown';
    if (origin !== 'ours' && source === before) return;
    before = source;
    if (origin === 'unknown') section.add(line, [column]);
    else section.add(line, [column, section.indexOf(paths[source] ?? ''), sourceLine, sourceColumn]);
  });
  return { version: 3, sections: sections.map((section) => section.written()) };
}

/** The section that maps a 0-based line of the bundle. */
export function sectionOf({ sections }: IndexMap, line: number): Section | undefined {
  return sections.findLast(({ offset }) => offset.line <= line);
}

class MappingsWriter {
  private mappings = '';
  private readonly sources: string[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly before = [0, 0, 0, 0];
  private line: number;
  private isFirstInLine = true;

  constructor(readonly firstLine: number) {
    this.line = firstLine;
  }

  indexOf(source: string): number {
    const index = this.indexes.get(source) ?? this.sources.push(source) - 1;
    this.indexes.set(source, index);
    return index;
  }

  /** A segment of one number has no source. */
  add(line: number, segment: readonly number[]): void {
    if (line > this.line) {
      this.mappings += ';'.repeat(line - this.line);
      [this.line, this.before[0], this.isFirstInLine] = [line, 0, true];
    }
    const digitsOfSegment = segment.map((value, field) => encode(value - (this.before[field] ?? 0))).join('');
    this.mappings += `${this.isFirstInLine ? '' : ','}${digitsOfSegment}`;
    this.isFirstInLine = false;
    this.before.splice(0, segment.length, ...segment);
  }
  written(): Section {
    return {
      offset: { line: this.firstLine, column: 0 },
      map: { version: 3, sources: this.sources, mappings: this.mappings },
    };
  }
}
