import { type InvariantResult } from './invariant-result.ts';

/** `void`: the fault hit nothing, so nothing is proven. It fails a run, like `broken`. */
export type Verdict = 'held' | 'broken' | 'void';

export interface Findings {
  /** Reasons why the scenario proves nothing. */
  readonly voids: readonly string[];
  /** Failures of the scenario's own assertions. */
  readonly assertions: readonly string[];
  /** Wrong in any scenario: no quiescence, a process that exited unexpectedly, a failed probe afterwards. */
  readonly faults: readonly string[];
  readonly invariants: readonly InvariantResult[];
}

/** The reason that a violated invariant gives. */
export const breachOf = ({ number, says, counterexamples }: InvariantResult): string =>
  `Invariant ${number} (${says}): ${counterexamples[0] ?? 'no counterexample'}`;

const breaches = (invariants: readonly InvariantResult[], areOfSuite: boolean): string[] =>
  invariants.filter(({ holds, isOfSuite = false }) => !holds && isOfSuite === areOfSuite).map(breachOf);

/**
 * If a fault missed, failed assertions prove nothing and the scenario is void; faults and violated invariants
 * still break it.
 */
export function judge({ voids, assertions, faults, invariants }: Findings): {
  verdict: Verdict;
  reasons: string[];
} {
  const voided = [...voids, ...breaches(invariants, true)];
  const wrong = [...faults, ...breaches(invariants, false)];
  const reasons = [...voided, ...assertions, ...wrong];
  if (wrong.length > 0) return { verdict: 'broken', reasons };
  if (voided.length > 0) return { verdict: 'void', reasons };
  return { verdict: assertions.length > 0 ? 'broken' : 'held', reasons };
}
