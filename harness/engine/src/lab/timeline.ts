import { type TimelineEntry } from '../report/result.ts';
import { now } from '../waiting/clock.ts';

/** The entries that the report draws for one scenario. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];

  add(lane: string, kind: TimelineEntry['kind'], text: string, at = now(), until?: number): void {
    this.entries.push({ at, lane, kind, text, ...(until === undefined ? {} : { until }) });
  }
}
