import { type InvariantOf } from '@holdfast/engine';
import { type Evidence } from './evidence.ts';

/** Must hold in every scenario, whatever it breaks. */
export interface Invariant extends InvariantOf<Evidence> {
  /** It is judged only if the evidence has the whole history. Default false. */
  readonly needsHistory?: boolean;
  /** Contradictions that stay wrong, whatever happens next: they are known while work is in progress. */
  readonly lasting?: (evidence: Evidence) => readonly string[];
}
