import { type ScenarioResult } from '../report/suite-report.ts';
import { type SeededBug, type Sign } from './seeded-bug.ts';

/** What became of a seeded bug. All but `found` fail the proof. */
export type ProofVerdict =
  /** A scenario turned red, and for the right reason. */
  | 'found'
  /** All of its scenarios held: the suite is blind to it. */
  | 'not found'
  /** They turned red without any of the signs that the bug was to be known by: void, or by another failure. */
  | 'red for another reason'
  /** Its scenarios were not green without it, so that they can prove nothing. */
  | 'scenarios not green'
  | 'patch does not apply'
  | 'does not build'
  /** The suite itself came to no result. */
  | 'no result';

export interface Proof {
  readonly bug: string;
  readonly breaks: string;
  readonly verdict: ProofVerdict;
  /** The scenario that found it; else those that were to. */
  readonly scenario: string;
  /** What turned red, or why nothing can be said. */
  readonly because: string;
  readonly seconds: number;
}

export type Judged = Pick<Proof, 'verdict' | 'scenario' | 'because'>;

/** Whether one of the scenarios found the bug, by one of its signs. A void scenario has found nothing: what it was to break was not broken. */
export function judge({ scenarios, signs }: SeededBug, results: readonly ScenarioResult[]): Judged {
  const named = results.filter(({ name }) => scenarios.includes(name));
  for (const result of named) {
    const seen = result.verdict === 'broken' ? signs.flatMap((sign) => evidenceOf(sign, result)) : [];
    if (seen.length > 0) return { verdict: 'found', scenario: result.name, because: seen.join('; ') };
  }
  const scenario = scenarios.join(', ');
  if (named.length < scenarios.length)
    return { verdict: 'no result', scenario, because: `only ${named.length} of ${scenarios.length} ran` };
  const red = named.filter(({ verdict }) => verdict !== 'held');
  if (red.length === 0) return { verdict: 'not found', scenario, because: 'every scenario held' };
  return { verdict: 'red for another reason', scenario, because: red.map(complaintOf).join('; ') };
}

function evidenceOf(sign: Sign, { invariants, reasons }: ScenarioResult): string[] {
  if (sign.kind === 'assertion') return reasons.filter((reason) => reason.includes(sign.says)).slice(0, 1);
  return invariants
    .filter(({ number, holds }) => number === sign.number && !holds)
    .map(({ number, counterexamples }) => `invariant ${number}: ${counterexamples[0] ?? 'it does not hold'}`);
}

export const complaintOf = ({ name, verdict, reasons }: ScenarioResult): string =>
  `${name} is ${verdict}: ${reasons.join(', ')}`;
