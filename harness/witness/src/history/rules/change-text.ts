import { isDeepStrictEqual } from 'node:util';
import { type Commit, type RowChange } from '../commit.ts';
import { rulesOf } from './table-rules.ts';

/** Longer values are cut: a stored response is a page of JSON. */
const mostOfValue = 60;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return value.toISOString();
  const isText = typeof value === 'string' || Buffer.isBuffer(value);
  const text = isText ? value.toString() : JSON.stringify(value);
  return text.length > mostOfValue ? `${text.slice(0, mostOfValue)}…` : text;
}

export function changedColumns({ before = {}, after = {} }: RowChange): string[] {
  return Object.keys(after).filter(
    (column) => column in before && !isDeepStrictEqual(before[column], after[column]),
  );
}

/** The commit's time and place in the log, the row, and what changed: `status paid → refund_pending`. */
export function changeText(commit: Commit, change: RowChange): string {
  const { database } = commit;
  const { table, kind, before, after } = change;
  const id = valueText((after ?? before)?.[rulesOf(database, table)?.id ?? '']);
  const columns = changedColumns(change).map(
    (column) => `${column} ${valueText(before?.[column])} → ${valueText(after?.[column])}`,
  );
  const what = columns.length > 0 ? columns.join(', ') : kind;
  return `${database}.${table} ${id}${changeTime(commit)}: ${what}`;
}

/** ` at 16:00:00.205 (00000000/00001000)` */
export const changeTime = ({ at, lsn }: Pick<Commit, 'at' | 'lsn'>): string =>
  ` at ${new Date(at).toISOString().slice(11, 23)} (${lsn})`;
