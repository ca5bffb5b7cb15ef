import { table } from '../measure/table.ts';
import { type Goal } from './goals.ts';
import { type Totals } from './ledger.ts';
import { type ExperimentResult, type Result } from './results.ts';

const heads = ['', 'ratio', 'rounds', 'req/s', 'p50 ms', 'p99 ms', 'server µs', 'stores µs'];

/** Three digits say as much as such a measurement knows. */
function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value >= 99.5) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 9.95 ? 1 : 2);
}

function row(result: Result): string[] {
  const { label, ratio, lowestRatio, highestRatio, requestsPerSecond, p50Ms, p99Ms } = result;
  return [
    label,
    number(ratio),
    lowestRatio === highestRatio ? '' : `${number(lowestRatio)} to ${number(highestRatio)}`,
    number(requestsPerSecond),
    number(p50Ms),
    number(p99Ms),
    number(result.serverCpuMicros),
    number(result.storesCpuMicros),
  ];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** How much of its CPU time went to others meanwhile, 0 to 1; NaN where it cannot be known. */
  readonly othersShare: number;
}

export interface Report {
  readonly machine: Machine;
  readonly absent: Readonly<Record<string, string>>;
  readonly results: readonly ExperimentResult[];
  readonly goals: readonly Goal[];
  readonly totals: Totals;
}

/** The report for people. */
export function showReport({ machine, absent, results, goals, totals }: Report): string {
  const count = (n: number): string => n.toLocaleString('en');
  const missing = Object.entries(absent).map(([name, reason]) => `Left out: ${name} (${reason})`);
  return [
    showResults(results),
    `Goals\n${table(goals.map(goalRow))}`,
    [
      ...missing,
      `Counted afterwards: ${count(totals.orders)} orders for as many answers, ${count(totals.charges)} charges: none lost, none double.`,
      `Node ${machine.node}, ${machine.cores} cores, ${machine.cpu}; others took ${Math.round(machine.othersShare * 100)} % of it. Compare ratios, not requests per second, between machines.`,
      ...disturbance(machine),
    ].join('\n'),
  ].join('\n\n');
}

/** 15 %: the quietest turns have 6, for the kernel's part in disk and network. */
const mostForOthers = 0.15;

function disturbance({ othersShare }: Machine): string[] {
  if (!(othersShare > mostForOthers)) return [];
  return [
    `DISTURBED: other programs took ${Math.round(othersShare * 100)} % of the CPU. Do not quote these numbers; run it again when they rest.`,
  ];
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

function goalRow({ text, measured, isReached }: Goal): string[] {
  if (isReached === undefined) return [text, '-', 'not measured'];
  return [text, number(measured), isReached ? 'reached' : 'NOT reached'];
}
