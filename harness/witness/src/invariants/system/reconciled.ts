import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';

/** 24. */
export const reconciled: Invariant = {
  number: 24,
  says: "At rest, the product's own reconciliation has nothing left to repair or to decide.",
  contradictions: ({ scenario, differences = [] }: Evidence) =>
    differences
      .filter(({ kind }) => !(scenario.differences ?? []).includes(kind))
      .map(({ kind, state, found }) => `${kind} (${state}): ${found}`),
};
