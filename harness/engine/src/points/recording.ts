import { type LabEvent, type Message } from '@holdfast/lab-api';
import { until } from '../waiting/until.ts';
import { join, type Point, type PointName, pointsOf, type Recorded } from './points.ts';

/** 750 ms without messages end an operation: longer than the poll intervals of a stack under test. */
const defaultCalmMs = 750;

/** The messages among the events of a lab. */
export const messagesIn = (events: readonly LabEvent[]): Message[] =>
  events.flatMap((event) => (event.type === 'message' ? [event.message] : []));

/** Waits for the end of an operation. Messages that never end must be marked as background. */
export async function messagesStop(
  events: () => readonly LabEvent[],
  { calmMs = defaultCalmMs, signal }: { readonly calmMs?: number; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const recent = (): readonly Message[] =>
    messagesIn(events()).filter(({ isBackground, at }) => !isBackground && Date.now() - at <= calmMs);
  try {
    await until('messages stop', () => recent().length === 0, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const labels = new Set(recent().map(({ route, label }) => `${route} ${label}`));
    throw new Error(`messages never stop: ${[...labels].join(', ')}`, { cause: error });
  }
}

/** The golden runs of one operation. */
export interface GoldenRuns<Operation extends string> {
  readonly operation: Operation;
  readonly runs: readonly (readonly Message[])[];
  /** Operations that already strike messages which both have. Default: none. */
  readonly beyond?: readonly Operation[] | undefined;
}

const placeOf = ({ route, direction, label, ordinal }: PointName): string =>
  JSON.stringify([route, direction, label, ordinal]);

/** The points of all operations, without those that are already struck in another one. */
export function recordedOf<Operation extends string>(
  all: readonly GoldenRuns<Operation>[],
): Recorded<Operation> {
  const joined = new Map(
    all
      .filter(({ runs }) => runs.length > 0)
      .map(({ operation, runs }) => [operation, join(runs.map((run) => pointsOf(operation, run)))]),
  );
  const recorded = all.flatMap(({ operation, beyond = [] }) => {
    const own = joined.get(operation);
    if (own === undefined) return [];
    const known = new Set(beyond.flatMap((other) => joined.get(other)?.points ?? []).map(placeOf));
    const isOwn = (point: Point<Operation>): boolean => !known.has(placeOf(point));
    return [{ points: own.points.filter(isOwn), sometimes: own.sometimes.filter(isOwn) }];
  });
  return {
    points: recorded.flatMap(({ points }) => points),
    sometimes: recorded.flatMap(({ sometimes }) => sometimes),
  };
}
