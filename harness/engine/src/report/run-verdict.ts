import { type Verdict } from '../verdict/judge.ts';
import { missedPoints, neverTrue, type Run } from './verdict-text.ts';

/** The verdict on a run as a whole; `complaints` are problems of the run itself. */
export function runVerdict(run: Omit<Run, 'verdict'>, complaints: readonly string[]): Verdict {
  const verdicts = run.results.map(({ verdict }) => verdict);
  if (verdicts.includes('broken')) return 'broken';
  const isVoid =
    verdicts.length === 0 ||
    verdicts.includes('void') ||
    complaints.length > 0 ||
    neverTrue(run).length > 0 ||
    missedPoints(run) > 0;
  return isVoid ? 'void' : 'held';
}
