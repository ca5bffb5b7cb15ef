import { type Result, showResult } from './contest.ts';
import { type Goal, showGoals } from './goal.ts';
import { type Machine, showMachine } from './machine.ts';

export interface Report {
  readonly machine: Machine;
  readonly results: readonly Result[];
  readonly goals: readonly Goal[];
}

/** The report as text. */
export const showReport = ({ machine, results, goals }: Report): string =>
  [...results.map((result) => showResult(result)), showGoals(goals), showMachine(machine)].join('\n\n');
