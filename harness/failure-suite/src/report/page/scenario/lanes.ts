import { type TimelineEntry } from '@holdfast/engine';

/** A row of the drawing: the events of one place. */
export interface Lane {
  readonly name: string;
  readonly kind: TimelineEntry['kind'];
  readonly entries: readonly TimelineEntry[];
}

/** From top to bottom: the customer, the faults, their consequences; then the messages. */
const order: readonly TimelineEntry['kind'][] = [
  'request',
  'fault',
  'process',
  'breaker',
  'state',
  'note',
  'message',
];

/** Lanes per kind; the others, such as a hundred customers, share one. */
const lanesMost = 20;

const isAway = /^(killed|stopped|paused)/;

const timeOfBack = ({ at, until }: TimelineEntry): number => until ?? at;

/** A process that was killed, stopped or paused is away until its next start, or to the end. */
function untilBack(entries: readonly TimelineEntry[], endedAt: number): TimelineEntry[] {
  return entries.map(({ at, until, lane, kind, text }, index) => {
    const next = entries[index + 1];
    if (isAway.test(text))
      return { at, lane, kind, text, until: next === undefined ? endedAt : timeOfBack(next) };
    return { at: until ?? at, lane, kind, text };
  });
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
  const lanes = [...byLane.values()].flatMap((entries) => laneOf(entries, endedAt));
  return crowded(lanes.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)));
}

/** The first lanes of each kind; the others are merged into one. */
function crowded(lanes: readonly Lane[]): Lane[] {
  return [...Map.groupBy(lanes, ({ kind }) => kind)].flatMap(([kind, own]) => {
    const others = own.slice(lanesMost);
    if (others.length < 2) return own;
    const name = `${others.length} more`;
    return [
      ...own.slice(0, lanesMost),
      { name, kind, entries: others.flatMap(({ entries }) => entries).toSorted((a, b) => a.at - b.at) },
    ];
  });
}
