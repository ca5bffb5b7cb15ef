import { type Evidence } from '../run/evidence.ts';

/** Must hold in every scenario, whatever it breaks. */
export interface Invariant {
  readonly number: number;
  readonly says: string;
  /** One sentence per contradiction, with IDs. */
  readonly contradictions: (evidence: Evidence) => readonly string[];
}
