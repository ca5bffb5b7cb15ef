import { type Goal, showGoals } from '../measure/goal.ts';
import { type Machine, showMachine } from '../measure/machine.ts';
import { number, range, table } from '../measure/table.ts';
import { type Totals } from './ledger.ts';
import { type ExperimentResult, type Result } from './results.ts';

const heads = ['', 'ratio', 'rounds', 'req/s', 'p50 ms', 'p99 ms', 'server µs', 'stores µs'];

function row(result: Result): string[] {
  const { label, ratio, requestsPerSecond, p50Ms, p99Ms } = result;
  return [
    label,
    number(ratio.median),
    range(ratio),
    number(requestsPerSecond),
    number(p50Ms),
    number(p99Ms),
    number(result.serverCpuMicros),
    number(result.storesCpuMicros),
  ];
}

export interface Report {
  readonly machine: Machine;
  readonly results: readonly ExperimentResult[];
  readonly goals: readonly Goal[];
  readonly totals: Totals;
}

/** The report as text. */
export function showReport({ machine, results, goals, totals }: Report): string {
  const count = (n: number): string => n.toLocaleString('en');
  return [
    showResults(results),
    showGoals(goals),
    [
      `Verified: ${count(totals.orders)} orders for as many responses, ${count(totals.charges)} charges; none lost, none duplicated.`,
      showMachine(machine),
    ].join('\n'),
  ].join('\n\n');
}

/** One table, so that its columns stay in line. */
function showResults(experiments: readonly ExperimentResult[]): string {
  const rows = experiments.flatMap(({ results }) => results.map(row));
  const [head, ...lines] = table([heads, ...rows]).split('\n');
  const parts = experiments.map(
    ({ title, results }) => `${title}\n${lines.splice(0, results.length).join('\n')}`,
  );
  return [head, ...parts].join('\n\n');
}
