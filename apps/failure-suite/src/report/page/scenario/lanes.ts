import { type TimelineEntry } from '../../suite-report.ts';

/** A row of the drawing: what happened in one place. */
export interface Lane {
  readonly name: string;
  readonly kind: TimelineEntry['kind'];
  readonly entries: readonly TimelineEntry[];
}

/** From what the customer did down to what became of it. */
const order: readonly TimelineEntry['kind'][] = [
  'request',
  'message',
  'fault',
  'process',
  'breaker',
  'state',
  'note',
];

const isAway = /^(killed|stopped|paused)/;

/** A process that was killed, stopped or paused is away until something is done to it again, or to the end. */
function untilBack(entries: readonly TimelineEntry[], endedAt: number): TimelineEntry[] {
  return entries.map((entry, index) =>
    isAway.test(entry.text) ? { ...entry, until: entries[index + 1]?.at ?? endedAt } : entry,
  );
}

function laneOf(entries: readonly TimelineEntry[], endedAt: number): Lane[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { lane, kind } = first;
  if (kind === 'process') return [{ name: lane, kind, entries: untilBack(entries, endedAt) }];
  return [{ name: kind === 'fault' ? `fault: ${lane}` : lane, kind, entries }];
}

export function lanesOf(timeline: readonly TimelineEntry[], endedAt: number): Lane[] {
  const oldestFirst = timeline.toSorted((one, other) => one.at - other.at);
  const byLane = Map.groupBy(oldestFirst, ({ kind, lane }) => `${kind} ${lane}`);
  return [...byLane.values()]
    .flatMap((entries) => laneOf(entries, endedAt))
    .toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}
