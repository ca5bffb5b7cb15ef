import { plural, type Verdict } from '@holdfast/witness';
import { type ScenarioResult, type SuiteReport } from './suite-report.ts';

export type Counts = Readonly<Record<Verdict, number>>;

export function countsOf(results: readonly Pick<ScenarioResult, 'verdict'>[]): Counts {
  const counts = { held: 0, broken: 0, void: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

/** Signs that show a verdict without color. */
export const signs: Readonly<Record<Verdict, string>> = { held: '✓', broken: '✗', void: '∅' };

export const missedPoints = (report: SuiteReport): number =>
  report.enumerated.reduce((sum, { missed }) => sum + missed.length, 0);

export const neverTrue = (report: SuiteReport): readonly string[] =>
  report.sometimes.filter(({ count }) => count === 0).map(({ what }) => what);

/** The whole run in one sentence. */
export function sentence(report: SuiteReport): string {
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
    return `Holdfast broke: ${broken} of ${plural(total, 'scenario')} did not hold, ${held} held${also}.`;
  }
  if (report.verdict === 'held')
    return total === 1
      ? 'Holdfast held: the only scenario of this run ended as expected.'
      : `Holdfast held: all ${total} scenarios ended as expected.`;
  const why = beside.length > 0 ? beside.join(', ') : 'the run as a whole is invalid';
  return `This run is inconclusive: ${why}. ${held} of ${plural(total, 'scenario')} held.`;
}

/** Worst verdict first; otherwise in the original order. */
export function worstFirst(results: readonly ScenarioResult[]): ScenarioResult[] {
  const rank: Readonly<Record<Verdict, number>> = { broken: 0, void: 1, held: 2 };
  return results.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
