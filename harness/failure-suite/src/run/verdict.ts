import { type ActiveFault, type ArmedStrike } from '@holdfast/fault-proxy';
import { type InvariantResult, type Verdict } from '../report/suite-report.ts';

export interface Findings {
  /** Why nothing is proved. */
  readonly voids: readonly string[];
  /** What the scenario's own assertions said. */
  readonly assertions: readonly string[];
  /** What is wrong whatever was broken: no rest, a process that ended by itself, a probe that failed afterwards. */
  readonly faults: readonly string[];
  readonly invariants: readonly InvariantResult[];
}

/** 11 says that the suite's own faults took effect: its breach is a void. */
const ofTheSuite = 11;

const breaches = (invariants: readonly InvariantResult[], isOfSuite: boolean): string[] =>
  invariants
    .filter(({ holds, number }) => !holds && (number === ofTheSuite) === isOfSuite)
    .map(
      ({ number, says, counterexamples }) =>
        `Invariant ${number} (${says}): ${counterexamples[0] ?? 'no counterexample'}`,
    );

/** A scenario whose fault missed proves nothing, and its assertions nothing against it; what is wrong by itself stays wrong. */
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

/** Events that are kept back, so that nothing but the answer can tell of a payment, break nothing; whether any came does not matter. */
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
