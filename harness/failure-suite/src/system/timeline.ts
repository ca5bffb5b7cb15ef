import { type TimelineEntry } from '../report/suite-report.ts';
import { now } from './clock.ts';

/** What happened in one scenario, as it is drawn afterwards. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];

  add(lane: string, kind: TimelineEntry['kind'], text: string, at = now(), until?: number): void {
    this.entries.push({ at, lane, kind, text, ...(until === undefined ? {} : { until }) });
  }
}
