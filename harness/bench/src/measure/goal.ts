import { number, table } from './table.ts';

/** What Holdfast set out to reach, beside what was measured. */
export interface Goal {
  readonly text: string;
  /** These two are undefined when somebody the goal speaks of did not take part. */
  readonly measured: number | undefined;
  readonly isReached: boolean | undefined;
}

export function atLeast(target: number, measured: number | undefined): Omit<Goal, 'text'> {
  return { measured, isReached: measured === undefined ? undefined : measured >= target };
}

export function atMost(target: number, measured: number | undefined): Omit<Goal, 'text'> {
  return { measured, isReached: measured === undefined ? undefined : measured <= target };
}

export function showGoals(goals: readonly Goal[]): string {
  return `Goals\n${table(goals.map(row))}`;
}

function row({ text, measured, isReached }: Goal): string[] {
  if (isReached === undefined) return [text, '-', 'not measured'];
  return [text, number(measured), isReached ? 'reached' : 'NOT reached'];
}
