import { type Goal, showGoals } from '../measure/goal.ts';
import { disturbance, type Machine, showMachine } from '../measure/machine.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import { number, table } from '../measure/table.ts';
import { type DeadResult, type DeathResult, type Load } from './dead/dead.ts';
import { type Measurements } from './goals.ts';
import { type HttpCost } from './http/http-cost.ts';
import { type FailingResult, type MemoryResult, type OverheadResult } from './in-process/in-process.ts';

export interface Report extends Measurements {
  readonly machine: Machine;
  readonly http: readonly HttpCost[];
  readonly goals: readonly Goal[];
}

/** The report as text. */
export function showReport({ machine, overhead, memory, failing, deaths, http, goals }: Report): string {
  return [
    section('A call that succeeds', ['', 'µs over bare', 'rounds'], overhead.map(overheadRow)),
    section(
      'An idle dependency',
      ['', 'KiB new', 'rounds', 'KiB after use', 'timers', 'handles'],
      memory.map(memoryRow),
    ),
    section(
      'A call that fails, after few and after many that succeeded',
      ['', 'few: p50 µs', 'p99 µs', 'many: p50 µs', 'rounds', 'p99 µs', 'growth', 'longest lag ms'],
      failing.map(failingRow),
    ),
    ...deaths.map(showDeath),
    section('An HTTP GET, the CPU of the client', ['', 'µs', 'rounds', 'ratio'], httpRows(http)),
    showGoals(goals),
    [
      'Attempts on dead dependencies: all recorded attempts arrived.',
      `${showMachine(machine)} Compare between lines, not between machines.`,
      ...disturbance(machine),
    ].join('\n'),
  ].join('\n\n');
}

function section(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${title}\n${table([heads, ...rows])}`;
}

function range({ lowest, highest }: Spread, unit = 1): string {
  return lowest === highest ? '' : `${number(lowest / unit)} to ${number(highest / unit)}`;
}

function overheadRow({ label, overBareNanos }: OverheadResult): string[] {
  return [label, number(overBareNanos.median / 1_000), range(overBareNanos, 1_000)];
}

function memoryRow({ label, newBytes, usedBytes, timers, resources }: MemoryResult): string[] {
  return [
    label,
    number(newBytes.median / 1_024),
    range(newBytes, 1_024),
    number(usedBytes.median / 1_024),
    String(timers),
    String(resources),
  ];
}

function failingRow({ label, few, many, growth }: FailingResult): string[] {
  return [
    label,
    number(few.p50Micros.median),
    number(few.p99Micros.median),
    number(many.p50Micros.median),
    range(many.p50Micros),
    number(many.p99Micros.median),
    number(growth.median),
    number(many.longestLagMs.median),
  ];
}

function showDeath({ title, offer, results }: DeathResult): string {
  return section(
    `${title}; ${offer.callsPerSecond} calls a second`,
    [
      '',
      'opens after s',
      'calls',
      'attempts',
      'per call',
      'once open: calls',
      'attempts',
      'p99 ms',
      'healthy p99',
    ],
    results.map(deadRow),
  );
}

function deadRow({ label, secondsToOpen, before, after, healthy }: DeadResult): string[] {
  const ms = (load: Load | null): string => number(load?.p99Ms ?? undefined);
  return [
    label,
    secondsToOpen === null ? 'never' : number(secondsToOpen),
    String(before.calls),
    String(before.attempts),
    number(before.attempts / before.calls),
    after === null ? '-' : String(after.calls),
    after === null ? '-' : String(after.attempts),
    ms(after),
    ms(healthy),
  ];
}

function httpRows(costs: readonly HttpCost[]): string[][] {
  const [base] = costs;
  return costs.map(({ label, cpuMicros }) => {
    const spread = spreadOf(cpuMicros);
    const ratios = cpuMicros.map((micros, round) => micros / (base?.cpuMicros[round] ?? micros));
    return [label, number(spread.median), range(spread), number(spreadOf(ratios).median)];
  });
}
