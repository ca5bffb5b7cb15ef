import { number, table } from './table.ts';

/** A goal of Holdfast, with the measured value. */
export interface Goal {
  readonly text: string;
  /** Undefined if a contender that the goal compares was not measured. */
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
