import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nameOf, type Point, type Recorded } from './crash-points.ts';

const file = fileURLToPath(new URL('../../points.json', import.meta.url));

const explanation =
  'Every message of the golden runs of the crash enumeration, as the failure lab labels them. A run that misses one of them fails; ' +
  'new ones are accepted with `npm run failure-suite -- --points --accept-points`, and reviewed as a change of this file.';

interface Pinned {
  readonly explanation: string;
  readonly points: readonly string[];
  /** Seen in some golden runs and not in others: known, and not struck. */
  readonly sometimes: readonly string[];
}

export interface Difference {
  /** Pinned and recorded no more: something is not said any longer, or is not seen. */
  readonly dropped: readonly string[];
  /** Recorded and not pinned: a new message, which nobody has accepted yet. */
  readonly risen: readonly string[];
}

export function readPinned(path = file): readonly string[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as Pinned).points;
}

export function pin({ points, sometimes }: Recorded, path = file): void {
  const pinned: Pinned = {
    explanation,
    points: points.map(nameOf),
    sometimes: sometimes.map((point) => nameOf(point)),
  };
  writeFileSync(path, `${JSON.stringify(pinned, null, 2)}\n`);
}

/** What is struck: what all runs had, and what is pinned though only some had it this time. */
export function struck(pinned: readonly string[], { points, sometimes }: Recorded): readonly Point[] {
  return [...points, ...sometimes.filter((point) => pinned.includes(nameOf(point)))];
}

/** A pinned point that only some of the runs had this time has not dropped, and is struck as ever. */
export function compare(pinned: readonly string[], { points, sometimes }: Recorded): Difference {
  const recorded = new Set([...points, ...sometimes].map((point: Point) => nameOf(point)));
  const known = new Set(pinned);
  return {
    dropped: pinned.filter((name) => !recorded.has(name)),
    risen: points.map((point) => nameOf(point)).filter((name) => !known.has(name)),
  };
}
