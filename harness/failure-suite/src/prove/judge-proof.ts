import { breachOf } from '@holdfast/engine';
import { type ScenarioResult } from '../report/suite-report.ts';
import { probeFailed } from '../run/probe.ts';
import { type SeededBug, type Sign } from './seeded-bug.ts';

/** The result for one seeded bug. Everything but `found` fails the proof. */
export type ProofVerdict =
  /** A scenario turned red for the right reason. */
  | 'found'
  /** Found, but not by a scenario behind each box of the checklist that it names. */
  | 'a box misses it'
  /** All of its scenarios held: the suite misses the bug. */
  | 'not found'
  /** A scenario was void or failed without any of the expected signs. */
  | 'red for another reason'
  /** Its scenarios were not green without the bug, so they prove nothing. */
  | 'scenarios not green'
  | 'patch does not apply'
  | 'does not build'
  /** The suite itself produced no result. */
  | 'no result';

export interface Proof {
  readonly bug: string;
  readonly breaks: string;
  readonly verdict: ProofVerdict;
  /** The scenario that found the bug; otherwise, the scenarios that should have. */
  readonly scenario: string;
  /** The sign that turned red, or the reason for no proof. */
  readonly because: string;
  readonly seconds: number;
}

export type Judged = Pick<Proof, 'verdict' | 'scenario' | 'because'>;

/**
 * Decides if a scenario found the bug by one of its signs, and one behind each box that it names. A void
 * scenario finds nothing, because its fault missed.
 */
export function judge({ scenarios, signs, boxes }: SeededBug, results: readonly ScenarioResult[]): Judged {
  const named = results.filter(({ name }) => scenarios.includes(name));
  const finds = named.flatMap((result) => {
    const seen = result.verdict === 'broken' ? signs.flatMap((sign) => evidenceOf(sign, result)) : [];
    return seen.length > 0
      ? [{ scenario: result.name, proves: result.proves, because: seen.join('; ') }]
      : [];
  });
  const [first] = finds;
  const missing = boxes.filter((box) => !finds.some(({ proves }) => proves.includes(box)));
  if (first !== undefined && missing.length === 0)
    return { verdict: 'found', scenario: first.scenario, because: first.because };
  if (first !== undefined && named.length === scenarios.length)
    return {
      verdict: 'a box misses it',
      scenario: finds.map(({ scenario }) => scenario).join(', '),
      because: `no scenario behind ${missing.join(' and ')} found it`,
    };
  const scenario = scenarios.join(', ');
  if (named.length < scenarios.length)
    return {
      verdict: 'no result',
      scenario,
      because: `only ${named.length} of ${scenarios.length} scenarios ran`,
    };
  const red = named.filter(({ verdict }) => verdict !== 'held');
  if (red.length === 0) return { verdict: 'not found', scenario, because: 'every scenario held' };
  return { verdict: 'red for another reason', scenario, because: red.map(complaintOf).join('; ') };
}

/** The scenario's own words: the fixed texts of invariants and probes would match almost any sign. */
function evidenceOf(sign: Sign, { invariants, reasons }: ScenarioResult): string[] {
  if (sign.kind === 'assertion') {
    const fixed = new Set(invariants.map(breachOf));
    const own = reasons.filter((reason) => !fixed.has(reason) && !reason.startsWith(probeFailed));
    return own.filter((reason) => reason.includes(sign.says)).slice(0, 1);
  }
  return invariants
    .filter(({ number, holds }) => number === sign.number && !holds)
    .map(({ number, counterexamples }) => `invariant ${number}: ${counterexamples[0] ?? 'violated'}`);
}

export const complaintOf = ({ name, verdict, reasons }: ScenarioResult): string =>
  `${name} is ${verdict}: ${reasons.join(', ')}`;
