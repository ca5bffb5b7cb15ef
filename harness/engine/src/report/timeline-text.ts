import { type Result, type TimelineEntry } from './result.ts';

const laneWidth = 28;

/** `+412 ms`, right-aligned, since the start of the scenario. */
const since = (at: number, startedAt: number): string => `+${Math.round(at - startedAt)} ms`.padStart(11);

const lasted = ({ at, until }: TimelineEntry): string =>
  until === undefined ? '' : `  (${Math.round(until - at)} ms)`;

/** Messages are the bulk and say the least: only those next to another entry are shown. */
function worthShowing(entries: readonly TimelineEntry[], most: number): readonly TimelineEntry[] {
  if (entries.length <= most) return entries;
  const others = entries.flatMap((entry, index) => (entry.kind === 'message' ? [] : [index]));
  const near = (index: number) => others.some((other) => Math.abs(other - index) <= 2);
  const kept = entries.filter((entry, index) => entry.kind !== 'message' || near(index));
  return kept.length <= most ? kept : entries.filter(({ kind }) => kind !== 'message').slice(0, most);
}

/** One line per entry, oldest first, including the moments of healing and of quiescence. */
export function timelineText(
  result: Pick<Result, 'timeline' | 'startedAt' | 'healedAt' | 'quietAt'>,
  most = 80,
): string[] {
  const entries = result.timeline.toSorted((one, other) => one.at - other.at);
  const shown = worthShowing(entries, most);
  const lines = [
    ...shown.map((entry) => ({ at: entry.at, lane: entry.lane, text: entry.text + lasted(entry) })),
    { at: result.healedAt, lane: 'suite', text: 'healed' },
    { at: result.quietAt, lane: 'suite', text: 'quiet' },
  ].filter(({ at }) => at > 0);
  const left = entries.length - shown.length;
  return [
    ...lines
      .toSorted((one, other) => one.at - other.at)
      .map(({ at, lane, text }) => `${since(at, result.startedAt)}  ${lane.padEnd(laneWidth)}  ${text}`),
    ...(left > 0 ? [`${''.padStart(11)}  … and ${left} more messages in the report`] : []),
  ];
}
