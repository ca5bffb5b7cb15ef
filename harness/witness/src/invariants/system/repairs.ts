import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { type Row, text } from '../rows.ts';

/** A row that reconciliation commits before it repairs a difference. */
interface Repair {
  readonly database: string;
  readonly at: number;
  readonly row: Row;
}

/** 31. An unexpected repair hides a bug: without it, an order must settle in time under any fault. */
export const repairs: Invariant = {
  number: 31,
  needsHistory: true,
  says: 'Scheduled reconciliation repairs only what the scenario leaves to it, records each repair, and sees what is left for an operator.',
  contradictions: (evidence) => [...unexpected(evidence), ...unrecorded(evidence), ...unseen(evidence)],
};

const repairsIn = ({ history = [] }: Evidence): Repair[] =>
  history.flatMap(({ database, at, changes }) =>
    changes.flatMap(({ table, kind, after }) =>
      table === 'reconciliation_repair' && kind === 'insert' && after !== undefined
        ? [{ database, at, row: after }]
        : [],
    ),
  );

function unexpected(evidence: Evidence): string[] {
  const { repairs: expected = [] } = evidence.scenario;
  return repairsIn(evidence)
    .filter(({ row }) => !expected.includes(text(row, 'kind')))
    .map(
      ({ database, at, row }) =>
        `${database} repaired ${text(row, 'kind')} at ${new Date(at).toISOString().slice(11, 23)}: ${text(row, 'found')}`,
    );
}

/** Processes count their repairs. Those that were killed have forgotten some, so they count fewer. */
function unrecorded(evidence: Evidence): string[] {
  const { repairsCounted = 0 } = evidence;
  const recorded = repairsIn(evidence).length;
  return repairsCounted > recorded
    ? [`the services count ${repairsCounted} repairs, but recorded ${recorded}`]
    : [];
}

/** Differences that the scenario leaves for an operator must be found. */
const unseen = ({ scenario, differences }: Evidence): string[] =>
  (differences === undefined ? [] : (scenario.differences ?? []))
    .filter((kind) => differences?.every((found) => found.kind !== kind) === true)
    .map((kind) => `reconciliation does not see the difference ${kind}`);
