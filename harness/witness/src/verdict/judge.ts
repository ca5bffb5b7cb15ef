import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';
import { type InvariantResult } from '../invariants/invariant.ts';

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

/** Invariant 11 checks that the suite's own faults took effect: a violation voids the scenario. */
const ofTheSuite = 11;

const breaches = (invariants: readonly InvariantResult[], isOfSuite: boolean): string[] =>
  invariants
    .filter(({ holds, number }) => !holds && (number === ofTheSuite) === isOfSuite)
    .map(
      ({ number, says, counterexamples }) =>
        `Invariant ${number} (${says}): ${counterexamples[0] ?? 'no counterexample'}`,
    );

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

/**
 * Withheld webhooks are setup, not a fault: they leave the response as the only source, and there may be none
 * to withhold.
 */
const isArrangement = ({ route, fault }: Readonly<Record<string, unknown>>): boolean =>
  route === 'webhooks' && fault === 'withhold';

/** Strikes and faults that hit nothing. */
export function misses(
  strikes: readonly ArmedStrike[],
  faults: readonly ActiveFault[],
  providerFaults: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return [
    ...strikes
      .filter(({ state }) => state === 'armed')
      .map(
        ({ edge, label, direction, ordinal }) =>
          `The strike on ${edge}, ${label ?? 'any'} ${direction} #${ordinal ?? 1}, hit nothing.`,
      ),
    ...faults
      .filter(({ struck }) => struck === 0)
      .map(({ kind, edge }) => `The fault "${kind}" on ${edge} struck nothing.`),
    ...providerFaults
      .filter((fault) => fault['struck'] === 0 && !isArrangement(fault))
      .map(({ fault, route }) => `The provider's fault ${String(fault)} on ${String(route)} struck nothing.`),
  ];
}
