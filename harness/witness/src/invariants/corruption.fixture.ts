import { type Ledgers } from '../ledgers/ledgers.ts';

/** Ledgers that contradict an invariant: by what, and a part of the sentence that it says then. */
export type Corruption = readonly [by: string, ledgers: Ledgers, says: string];

/** Each changes some ledgers of a valid reading. */
export const corrupted = (
  valid: (over: Partial<Ledgers>) => Ledgers,
  rows: readonly (readonly [by: string, over: Partial<Ledgers>, says: string])[],
): Corruption[] => rows.map(([by, over, says]) => [by, valid(over), says]);
