import { text } from '../../invariants/rows.ts';
import { type Commit, type RowChange } from '../commit.ts';
import { rulesOf } from './table-rules.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A row that was created, or whose status changed. */
export interface Move {
  readonly commit: Commit;
  readonly change: RowChange;
  readonly database: string;
  readonly table: string;
  readonly id: string;
  /** Undefined if the row is new. */
  readonly from: string | undefined;
  readonly to: string;
  readonly row: Row;
  readonly before: Row | undefined;
}

function moveIn(commit: Commit, change: RowChange): Move[] {
  const rules = rulesOf(commit.database, change.table);
  const { after: row, before, table } = change;
  if (rules === undefined || row === undefined) return [];
  const to = text(row, rules.status);
  const from = change.kind === 'insert' ? undefined : text(before ?? row, rules.status);
  if (from === to) return [];
  return [
    { commit, change, database: commit.database, table, id: text(row, rules.id), from, to, row, before },
  ];
}

export const movesIn = (commit: Commit): Move[] => commit.changes.flatMap((change) => moveIn(commit, change));

/** The moves of a whole history, to look up what had happened before a commit. */
export class Moves {
  readonly all: readonly Move[];
  private readonly byRow = new Map<string, Move[]>();

  constructor(history: readonly Commit[]) {
    this.all = history.flatMap(movesIn);
    for (const move of this.all) {
      const key = `${move.database}.${move.table} ${move.id}`;
      this.byRow.set(key, [...(this.byRow.get(key) ?? []), move]);
    }
  }

  /** All moves of a row, oldest first. Empty if it did not move within the history. */
  of(table: string, id: string): readonly Move[] {
    return this.byRow.get(`${table} ${id}`) ?? [];
  }

  /** True if the history contains the row from its beginning. */
  isBornIn(table: string, id: string): boolean {
    return this.of(table, id)[0]?.from === undefined && this.of(table, id).length > 0;
  }

  /** True if the row had such a status in an earlier commit, or has in this one. */
  hadReached(table: string, id: string, statuses: readonly string[], by: Commit): boolean {
    return this.of(table, id).some(({ to, commit }) => statuses.includes(to) && commit.lsn <= by.lsn);
  }
}
