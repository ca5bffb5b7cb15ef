import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { totalsAgainst } from './reconciled-totals.ts';

/** 24. */
export const reconciled: Invariant = {
  number: 24,
  says: "At rest, the product's own reconciliation has nothing left to repair or to decide, and its totals agree.",
  contradictions: ({ scenario, startedAt, ledgers, differences = [], totals }: Evidence) => {
    const unexpected = differences
      .filter(({ kind }) => !(scenario.differences ?? []).includes(kind))
      .map(({ kind, state, found }) => `${kind} (${state}): ${found}`);
    const areComparable = totals !== undefined && differences.length === 0;
    return areComparable ? totalsAgainst({ ledgers, startedAt, totals }) : unexpected;
  },
};
