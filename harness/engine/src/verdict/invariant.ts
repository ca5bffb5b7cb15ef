import { type InvariantResult } from './invariant-result.ts';

/** Must hold in every scenario, whatever it breaks. */
export interface InvariantOf<Evidence> {
  readonly number: number;
  readonly says: string;
  /** It judges the suite itself: a violation voids the scenario. Default false. */
  readonly isOfSuite?: boolean;
  /** One sentence per contradiction, with IDs. */
  readonly contradictions: (evidence: Evidence) => readonly string[];
}

/** Checks invariants against the evidence of one scenario. What cannot be judged does not hold. */
export function checkAll<Evidence>(
  invariants: readonly InvariantOf<Evidence>[],
  evidence: Evidence,
): InvariantResult[] {
  return invariants.map(({ number, says, isOfSuite = false, contradictions }) => {
    const counterexamples = judged(() => contradictions(evidence));
    const result = { number, says, holds: counterexamples.length === 0, counterexamples };
    return isOfSuite ? { ...result, isOfSuite } : result;
  });
}

/** Checkers read what the system stored, which may be corrupt. */
function judged(contradictions: () => readonly string[]): readonly string[] {
  try {
    return contradictions();
  } catch (error) {
    return [
      `the evidence could not be read: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
    ];
  }
}
