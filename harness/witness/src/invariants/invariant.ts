import { type Evidence } from './evidence.ts';

/** Must hold in every scenario, whatever it breaks. */
export interface Invariant {
  readonly number: number;
  readonly says: string;
  /** It is judged only if the evidence has the whole history. Default false. */
  readonly needsHistory?: boolean;
  /** One sentence per contradiction, with IDs. */
  readonly contradictions: (evidence: Evidence) => readonly string[];
  /** Those of them that stay wrong, whatever happens next: they are known while work is in progress. */
  readonly lasting?: (evidence: Evidence) => readonly string[];
}

export interface InvariantResult {
  /** As in its `Invariant`. */
  readonly number: number;
  readonly says: string;
  readonly holds: boolean;
  /** One sentence per contradiction, with IDs. */
  readonly counterexamples: readonly string[];
}
