import { type Enumerated } from '../points/enumerated.ts';
import { type Verdict } from '../verdict/judge.ts';
import { plural } from './plural.ts';
import { type Result } from './result.ts';

/** A run, as far as its closing sentence needs it. */
export interface Run {
  readonly results: readonly Pick<Result, 'verdict'>[];
  readonly enumerated: readonly Enumerated[];
  /** Rare events that must occur in a whole run, each with its count. Default: none. */
  readonly sometimes?: readonly { readonly what: string; readonly count: number }[];
  readonly verdict: Verdict;
}

/** The number of results of each verdict. */
export type Counts = Readonly<Record<Verdict, number>>;

/** Counts the results of each verdict. */
export function countsOf(results: readonly Pick<Result, 'verdict'>[]): Counts {
  const counts = { held: 0, broken: 0, void: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

/** Signs that show a verdict without color. */
export const signs: Readonly<Record<Verdict, string>> = { held: '✓', broken: '✗', void: '∅' };

/** The number of strikes that hit nothing or did not run. */
export const missedPoints = (report: Pick<Run, 'enumerated'>): number =>
  report.enumerated.reduce((sum, { missed }) => sum + missed.length, 0);

/** The rare events that a run did not see. */
export const neverTrue = ({ sometimes = [] }: Pick<Run, 'sometimes'>): readonly string[] =>
  sometimes.filter(({ count }) => count === 0).map(({ what }) => what);

/** The whole run of a system in one sentence. */
export function sentenceOf(system: string, report: Run): string {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  const total = report.results.length;
  if (total === 0) return 'Nothing ran, so nothing is proven.';
  const beside = [
    ...(hitNothing > 0 ? [`${plural(hitNothing, 'scenario')} hit nothing (void)`] : []),
    ...(missedPoints(report) > 0 ? [`${plural(missedPoints(report), 'strike')} missed`] : []),
    ...neverTrue(report).map((what) => `“${what}” never happened`),
  ];
  if (broken > 0) {
    const also = beside.length > 0 ? `; ${beside.join(', ')}` : '';
    return `${system} broke: ${broken} of ${plural(total, 'scenario')} did not hold, ${held} held${also}.`;
  }
  if (report.verdict === 'held')
    return total === 1
      ? `${system} held: the only scenario of this run ended as expected.`
      : `${system} held: all ${total} scenarios ended as expected.`;
  const why = beside.length > 0 ? beside.join(', ') : 'the run as a whole is invalid';
  return `This run is inconclusive: ${why}. ${held} of ${plural(total, 'scenario')} held.`;
}

/** Worst verdict first; otherwise in the original order. */
export function worstFirst<One extends Pick<Result, 'verdict'>>(results: readonly One[]): One[] {
  const rank: Readonly<Record<Verdict, number>> = { broken: 0, void: 1, held: 2 };
  return results.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
}

/** `412 ms`, `3.0 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
