import { type ScenarioResult } from './suite-report.ts';

/** The limit of a run whose Postgres does not hand out its history; empty if it does. */
export function sampledHistory(results: readonly ScenarioResult[]): string[] {
  const reasons = new Set(results.flatMap(({ historyIsSampled = [] }) => historyIsSampled));
  return [...reasons].map(
    (why) =>
      `Rows that are wrong for less than a second: the history was sampled every 250 ms to 1 s, not read whole, because ${why}.`,
  );
}
