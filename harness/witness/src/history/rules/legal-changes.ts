import { isDeepStrictEqual } from 'node:util';
import { type Evidence } from '../../invariants/evidence.ts';
import { type Invariant } from '../../invariants/invariant.ts';
import { type Commit, type RowChange } from '../commit.ts';
import { changeText } from './change-text.ts';
import { type Row } from './moves.ts';
import { acrossColumns } from './rules-across-columns.ts';
import { rulesOf, type TableRules } from './table-rules.ts';

/** 25. Judged on every commit, so that a wrong status shows that lasts for a millisecond. */
export const legalChanges: Invariant = {
  number: 25,
  needsHistory: true,
  says: 'Every committed change is one that the row may make: its status moves as documented, what is final or fixed stays, and no record of money is deleted.',
  contradictions: ({ history = [] }: Evidence) =>
    history
      .filter(({ isOfSuite }) => !isOfSuite)
      .flatMap((commit) => commit.changes.flatMap((change) => against(commit, change))),
};

function against(commit: Commit, change: RowChange): string[] {
  const rules = rulesOf(commit.database, change.table);
  if (rules === undefined) return [];
  return [...reasons(rules, change)].map((reason) => `${reason}: ${changeText(commit, change)}`);
}

function reasons(rules: TableRules, { kind, before, after }: RowChange): string[] {
  if (kind === 'truncate') return ['rows were truncated'];
  if (kind === 'delete') {
    const mayGo = rules.mayGoIn?.includes(statusIn(rules, before)) === true;
    return mayGo ? [] : ['a row was deleted that must stay'];
  }
  if (kind === 'insert') return inserted(rules, after ?? {});
  return before === undefined || after === undefined ? [] : updated(rules, before, after);
}

const statusIn = ({ status }: TableRules, row: Row | undefined): string => String(row?.[status]);

function inserted(rules: TableRules, row: Row): string[] {
  const status = statusIn(rules, row);
  if (rules.begins.length === 0 || rules.begins.includes(status)) return [];
  return [`a new row cannot be ${status}`];
}

function updated(rules: TableRules, before: Row, after: Row): string[] {
  const [from, to] = [statusIn(rules, before), statusIn(rules, after)];
  const isSame = (column: string): boolean => isDeepStrictEqual(before[column], after[column]);
  const { fixed, once = [], grows = [], final, moves } = rules;
  const isIllegal = from !== to && moves[from]?.includes(to) === false;
  return [
    ...(isIllegal ? [`${from} cannot become ${to}`] : []),
    ...fixed.filter((column) => !isSame(column)).map((column) => `${column} is fixed`),
    ...once
      .filter((column) => before[column] !== null && !isSame(column))
      .map((column) => `${column} was set before`),
    ...grows
      .filter((column) => Number(after[column]) < Number(before[column]))
      .map((column) => `${column} got smaller`),
    ...(final?.statuses.includes(from) === true
      ? final.columns
          .filter((column) => !isSame(column))
          .map((column) => `${column} is final once it is ${from}`)
      : []),
    ...acrossColumns(rules.table, before, after),
  ];
}
