import { type Message } from '@holdfast/lab-api';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { type CrashPoint } from '../report/suite-report.ts';

/** One message of an operation, at which something may break. */
export interface Point extends Omit<CrashPoint, 'fault'> {
  /** The services, without instance numbers. */
  readonly sender: string;
  readonly receiver: string;
}

/** A message that only some golden runs had. It is known, but not struck unless it is pinned. */
export interface SometimesPoint extends Point {
  readonly seen: number;
  readonly runs: number;
}

export interface Recorded {
  readonly points: readonly Point[];
  readonly sometimes: readonly SometimesPoint[];
}

export const roleOf = (process: string): string => process.replace(/-\d+$/, '');

export const nameOf = (point: Omit<Point, 'sender' | 'receiver'>): string =>
  `${point.operation}: ${point.route} ${point.direction} ${point.label} #${point.ordinal}`;

/** The points of one golden run, in order. */
export function pointsOf(operation: Enumerable, messages: readonly Message[]): Point[] {
  const counts = new Map<string, number>();
  return messages
    .filter(({ isBackground }) => !isBackground)
    .map(({ route, direction, label, sender, receiver }) => {
      const kind = JSON.stringify([route, direction, label]);
      const ordinal = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, ordinal);
      return {
        operation,
        route,
        direction,
        label,
        ordinal,
        sender: roleOf(sender),
        receiver: roleOf(receiver),
      };
    });
}

/** Separates the points that all golden runs of an operation have from those that only some have. */
export function join(runs: readonly (readonly Point[])[]): Recorded {
  const seen = new Map<string, { readonly point: Point; count: number }>();
  for (const point of runs.flat()) {
    const known = seen.get(nameOf(point));
    if (known === undefined) seen.set(nameOf(point), { point, count: 1 });
    else known.count += 1;
  }
  const all = [...seen.values()];
  return {
    points: all.filter(({ count }) => count === runs.length).map(({ point }) => point),
    sometimes: all
      .filter(({ count }) => count < runs.length)
      .map(({ point, count }) => ({ ...point, seen: count, runs: runs.length })),
  };
}
