import { type ScenarioResult } from './suite-report.ts';

/** Milliseconds from healing until nothing was in progress; undefined if that never came. */
export function restMsOf({
  healedAt,
  quietAt,
}: Pick<ScenarioResult, 'healedAt' | 'quietAt'>): number | undefined {
  return healedAt > 0 && quietAt > 0 ? Math.max(0, Math.round(quietAt - healedAt)) : undefined;
}
