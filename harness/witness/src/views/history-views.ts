import { type CustomerResponse } from '../customers/shopper.ts';
import { changeTime } from '../history/rules/change-text.ts';
import { bodyOf, summaryOf } from '../invariants/responses.ts';
import { text } from '../invariants/rows.ts';
import { timeOf } from './shown-order.ts';
import { type Interval, type Version, versionsIn } from './versions.ts';

interface Line {
  readonly eventId: bigint;
  readonly said: string;
  /** It was committed before the request. */
  readonly isCertain: boolean;
  readonly version: Version;
}

/**
 * Contradictions of a view of an order's history: a line that it omits or invents, or another order of them.
 * `events`: all versions of each of the order's events.
 */
export function falseHistory(response: CustomerResponse, events: readonly (readonly Version[])[]): string[] {
  const shown = shownIn(response);
  const expected = events
    .flatMap((versions) => lineIn(versions, response))
    .toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
  let next = 0;
  for (const said of shown) {
    const found = expected.findIndex((line, index) => index >= next && line.said === said);
    if (found === -1) return [`${summaryOf(response)} has a line that was not committed there: ${said}`];
    const omitted = omittedIn(expected.slice(next, found));
    if (omitted.length > 0) return omitted.map((what) => `${summaryOf(response)} ${what}`);
    next = found + 1;
  }
  return omittedIn(expected.slice(next)).map((what) => `${summaryOf(response)} ${what}`);
}

const saidBy = (at: unknown, type: unknown, words: unknown): string =>
  `${String(at)} ${String(type)} "${String(words)}"`;

function shownIn(response: CustomerResponse): string[] {
  const { events } = bodyOf(response);
  if (!Array.isArray(events)) return ['no list of events'];
  return events.map((event: Readonly<Record<string, unknown>>) =>
    saidBy(event['at'], event['type'], event['text']),
  );
}

/** The line of an event if some moment of the interval may have had it. An event never changes. */
function lineIn(versions: readonly Version[], interval: Interval): Line[] {
  const possible = versionsIn(versions, interval);
  return possible.flatMap((version) => {
    const { row } = version;
    if (row === undefined) return [];
    const said = saidBy(timeOf(row['at']), row['type'], row['text']);
    const isCertain = possible.length === 1;
    return [{ eventId: BigInt(text(row, 'event_id')), said, isCertain, version }];
  });
}

const omittedIn = (lines: readonly Line[]): string[] =>
  lines
    .filter(({ isCertain }) => isCertain)
    .map(({ said, version: { commit } }) => `omits a line${commit && changeTime(commit)}: ${said}`);
