import { type Goal, showGoals } from '../measure/goal.ts';
import { type Machine, showMachine } from '../measure/machine.ts';
import { number, range, table } from '../measure/table.ts';
import { type Spread } from '../measure/statistics.ts';
import { type ContenderName } from './contenders.ts';

export interface ExperimentResult {
  readonly title: string;
  readonly results: readonly {
    readonly name: ContenderName;
    readonly label: string;
    readonly values: Readonly<Record<string, Spread>>;
  }[];
}

export interface Report {
  readonly machine: Machine;
  readonly experiments: readonly ExperimentResult[];
  readonly goals: readonly Goal[];
}

/** The report as text: medians of the rounds, and those of the first column with their range. */
export function showReport({ machine, experiments, goals }: Report): string {
  return [...experiments.map(showExperiment), showGoals(goals), showMachine(machine)].join('\n\n');
}

function showExperiment({ title, results }: ExperimentResult): string {
  const [first = '', ...heads] = Object.keys(results[0]?.values ?? {});
  const rows = results.map(({ label, values: { [first]: main, ...others } }) => [
    label,
    number(main?.median),
    range(main),
    ...heads.map((head) => number(others[head]?.median)),
  ]);
  return `${title}\n${table([['', first, 'rounds', ...heads], ...rows])}`;
}
