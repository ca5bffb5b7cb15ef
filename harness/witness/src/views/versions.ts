import { type Commit } from '../history/commit.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A row as a commit left it; undefined if it did not exist. */
export interface Version<R = Row> {
  readonly row: R | undefined;
  /** Undefined before the row's first commit. */
  readonly commit: Commit | undefined;
}

/** From the first moment of a request until its response, by the suite's clock. */
export interface Interval {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * How far the server's clock can be ahead of the suite's: it read its time after the query was sent, and
 * before the suite had the response.
 */
export function clocksOf({ sighting }: Commit): { readonly least: number; readonly most: number } {
  return sighting === undefined
    ? { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }
    : { least: sighting.at - sighting.after, most: sighting.at - sighting.before };
}

/** It cannot be seen earlier, by the suite's clock. */
const seenFrom = (commit: Commit): number => commit.at - clocksOf(commit).most;
/** Each later query sees it. */
const seenBy = ({ sighting }: Commit): number => sighting?.after ?? Number.POSITIVE_INFINITY;

/** The versions of a row that some moment of the interval may have had. A row has at least one. */
export function versionsIn<R>(
  versions: readonly Version<R>[],
  { startedAt, endedAt }: Interval,
): Version<R>[] {
  return versions.filter(({ commit }, index) => {
    const next = versions[index + 1]?.commit;
    const hasBegun = commit === undefined || seenFrom(commit) <= endedAt;
    return hasBegun && (next === undefined || seenBy(next) >= startedAt);
  });
}

/** All versions of each row of a table whose beginning is in the history, oldest first. */
export function versionsOf(
  history: readonly Commit[],
  table: string,
  idColumn: string,
): Map<string, readonly Version[]> {
  const rows = new Map<string, Version[]>();
  for (const commit of history)
    for (const { kind, before, after } of changesIn(commit, table)) {
      const id = String((after ?? before)?.[idColumn]);
      const known = rows.get(id);
      if (known === undefined && kind !== 'insert') continue;
      const former = (known ?? [absent]).filter((version) => version.commit !== commit);
      rows.set(id, [...former, { row: after, commit }]);
    }
  return rows;
}

const absent: Version = { row: undefined, commit: undefined };

/** The changes of a table of checkout. */
export const changesIn = ({ database, changes }: Commit, table: string): Commit['changes'] =>
  database === 'checkout' ? changes.filter((change) => change.table === table) : [];
