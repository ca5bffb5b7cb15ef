import { type Message } from '@holdfast/lab-api';

/** The place of one message in an operation. */
export interface PointName<Operation extends string = string> {
  readonly operation: Operation;
  readonly route: string;
  readonly direction: Message['direction'];
  readonly label: string;
  /** Counts messages of the same route, direction and label within one operation, from 1. */
  readonly ordinal: number;
}

/** One message of an operation, at which something may break. */
export interface Point<Operation extends string = string> extends PointName<Operation> {
  /** The services, without instance numbers. */
  readonly sender: string;
  readonly receiver: string;
}

/** A message that only some golden runs had. It is known, but not struck unless it is pinned. */
export interface SometimesPoint<Operation extends string = string> extends Point<Operation> {
  readonly seen: number;
  readonly runs: number;
}

/** The messages of all golden runs. */
export interface Recorded<Operation extends string = string> {
  readonly points: readonly Point<Operation>[];
  readonly sometimes: readonly SometimesPoint<Operation>[];
}

/** The service of a process: its name without the instance number. */
export const roleOf = (process: string): string => process.replace(/-\d+$/, '');

export const nameOf = (point: PointName): string =>
  `${point.operation}: ${point.route} ${point.direction} ${point.label} #${point.ordinal}`;

/** The points of one golden run, in order. */
export function pointsOf<Operation extends string>(
  operation: Operation,
  messages: readonly Message[],
): Point<Operation>[] {
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
export function join<Operation extends string>(
  runs: readonly (readonly Point<Operation>[])[],
): Recorded<Operation> {
  const seen = new Map<string, { readonly point: Point<Operation>; count: number }>();
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
