import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { nameOf, type Point, type Recorded } from './points.ts';

interface Pinned {
  readonly explanation: string;
  readonly points: readonly string[];
  /** Points that only some golden runs had: known, but not struck. */
  readonly sometimes: readonly string[];
}

/** The differences between pinned and recorded points. */
export interface Difference {
  /** Pinned but no longer recorded: a message is gone, or the lab does not see it. */
  readonly dropped: readonly string[];
  /** Recorded but not pinned: a new message that has not been accepted yet. */
  readonly added: readonly string[];
}

/** The names of the pinned points. */
export function readPinned(path: string): readonly string[] {
  return read(path).points;
}

/** Leaves out the points pinned as sometimes: by chance, all golden runs may have had them. */
export function withoutSometimes<Operation extends string>(
  recorded: Recorded<Operation>,
  path: string,
): Recorded<Operation> {
  const { sometimes } = read(path);
  return { ...recorded, points: recorded.points.filter((point) => !sometimes.includes(nameOf(point))) };
}

function read(path: string): Pinned {
  return JSON.parse(readFileSync(path, 'utf8')) as Pinned;
}

/**
 * Keeps the points pinned as sometimes, since these golden runs may all have had them, or none. `explanation`
 * becomes the first line of the file.
 */
export function pin(recorded: Recorded, path: string, explanation: string): void {
  const known = existsSync(path) ? read(path).sometimes : [];
  const sometimes = new Set([...known, ...recorded.sometimes.map((point) => nameOf(point))]);
  const pinned: Pinned = {
    explanation,
    points: recorded.points.map(nameOf).filter((name) => !sometimes.has(name)),
    sometimes: [...sometimes],
  };
  writeFileSync(path, `${JSON.stringify(pinned, null, 2)}\n`);
}

/** The points to strike: those of all runs, and pinned ones that only some had this time. */
export function struck<Operation extends string>(
  pinned: readonly string[],
  { points, sometimes }: Recorded<Operation>,
): readonly Point<Operation>[] {
  return [...points, ...sometimes.filter((point) => pinned.includes(nameOf(point)))];
}

/** A pinned point that only some runs had does not count as dropped. */
export function compare(pinned: readonly string[], { points, sometimes }: Recorded): Difference {
  const recorded = new Set([...points, ...sometimes].map((point: Point) => nameOf(point)));
  const known = new Set(pinned);
  return {
    dropped: pinned.filter((name) => !recorded.has(name)),
    added: points.map((point) => nameOf(point)).filter((name) => !known.has(name)),
  };
}
