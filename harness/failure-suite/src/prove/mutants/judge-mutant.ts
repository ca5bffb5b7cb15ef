import { type SuiteReport } from '../../report/suite-report.ts';
import { type SpecRun } from './run-specs.ts';

/** The result of one mutant in one tier. Only `killed` and `timeout` count as found. */
export interface Outcome {
  readonly result: 'killed' | 'timeout' | 'survived' | 'could not run';
  /** The tier: `unit`, `int` or `suite`. */
  readonly tier: 'unit' | 'int' | 'suite';
  /** The spec or scenario that found it, and its words; otherwise, why nothing did. */
  readonly because: string;
  readonly seconds: number;
  /** The machine may be the cause. Counts only if the same run without the mutant is green. */
  readonly needsControl?: boolean;
  /** The scenario that broke. */
  readonly scenario?: string;
}

export const isKilled = ({ result }: Pick<Outcome, 'result'>): boolean =>
  result === 'killed' || result === 'timeout';

/** Undefined if all of these specs are green. */
export function judgeSpecs(tier: 'unit' | 'int', run: SpecRun): Outcome | undefined {
  const { results, seconds, isOverLimit, output } = run;
  if (isOverLimit)
    return { result: 'timeout', tier, because: 'the specs did not end', seconds, needsControl: true };
  const red = results.filter(({ isGreen }) => !isGreen);
  const [found] = red.toSorted((one, other) => Number(other.isAssertion) - Number(one.isAssertion));
  if (found === undefined)
    return results.length > 0
      ? undefined
      : { result: 'could not run', tier, because: `Jest wrote no results: ${output.slice(-300)}`, seconds };
  const because = `${found.spec}: ${found.because}`;
  if (found.isAssertion) return { result: 'killed', tier, because, seconds };
  const result = /Exceeded timeout of/.test(found.because) ? 'timeout' : 'killed';
  return { result, tier, because, seconds, needsControl: true };
}

export type SuiteEnd =
  | { readonly kind: 'report'; readonly report: Pick<SuiteReport, 'results' | 'notRun'> }
  | { readonly kind: 'no report'; readonly output: string }
  | { readonly kind: 'over the limit' };

/**
 * A scenario kills by breaking. A void one does not, because its fault missed, unless the stack did not
 * start. An operation that fails without any fault leaves no report, but says so.
 */
export function judgeSuite(end: SuiteEnd, seconds: number): Outcome {
  const base = { tier: 'suite', seconds } as const;
  if (end.kind === 'over the limit')
    return { ...base, result: 'timeout', because: 'the suite did not end', needsControl: true };
  if (end.kind === 'no report') {
    const golden = /^.*, without any fault: .*$/m.exec(end.output)?.[0];
    return golden === undefined
      ? { ...base, result: 'could not run', because: `no report: ${end.output.trim().slice(-300)}` }
      : { ...base, result: 'killed', because: golden, needsControl: true };
  }
  const { results, notRun } = end.report;
  const broken = results.find(({ verdict }) => verdict === 'broken');
  if (broken !== undefined)
    return {
      ...base,
      result: 'killed',
      because: `${broken.name}: ${broken.reasons[0] ?? 'broken'}`,
      scenario: broken.name,
    };
  const down = results.flatMap(({ reasons }) => reasons).find((reason) => reason.startsWith(notStarted));
  if (down !== undefined) return { ...base, result: 'killed', because: down, needsControl: true };
  const changed = notRun.find((reason) => /^(missing|new) crash point/.test(reason));
  if (changed !== undefined) return { ...base, result: 'killed', because: changed };
  if (results.length === 0) return { ...base, result: 'could not run', because: 'no scenario ran' };
  const missed = results.filter(({ verdict }) => verdict === 'void').map(({ name }) => name);
  const because = missed.length > 0 ? `void, and nothing broke: ${missed.join(', ')}` : 'every scenario held';
  return { ...base, result: 'survived', because };
}

const notStarted = 'The stack did not start';
