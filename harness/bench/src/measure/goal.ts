import { number, table } from './table.ts';

/** A goal of Holdfast, with the measured value. */
export interface Goal {
  readonly text: string;
  /** Undefined if a contender that the goal compares was not measured. */
  readonly measured: number | undefined;
  /** Undefined if it was not measured, or on a machine too busy for a verdict. */
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
  if (measured === undefined) return [text, '-', 'not measured'];
  if (isReached === undefined) return [text, number(measured), 'NO VERDICT'];
  return [text, number(measured), isReached ? 'reached' : 'NOT reached'];
}
