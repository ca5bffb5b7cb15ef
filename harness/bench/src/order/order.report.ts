import { disturbance, type Machine, showMachine } from '../measure/machine.ts';
import { productNames, standIns } from '../measure/process-names.ts';
import { number, table } from '../measure/table.ts';
import { type StackCounts } from '../measure/stack/stack-counts.ts';

/** Medians of the rounds with one number of clients. */
export interface Column {
  readonly clients: number;
  /** CPU time per order by process, milliseconds, until nothing is left to do. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly productMs: number;
  readonly allMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Until the last response, and until nothing is left to do. */
  readonly placedPerSecond: number;
  readonly drainedPerSecond: number;
  readonly perOrder: StackCounts;
  readonly pending: number;
}

export interface OrderReport {
  readonly machine: Machine;
  readonly columns: readonly Column[];
}

const counted: readonly (readonly [keyof StackCounts, string])[] = [
  ['statements', 'SQL statements'],
  ['commits', 'commits that wrote'],
  ['walFsyncs', 'WAL fsyncs'],
  ['walBytes', 'WAL bytes'],
  ['redisCommands', 'Redis commands'],
  ['httpRequests', 'HTTP requests'],
  ['jobs', 'jobs'],
];

/** Standard names first, in the order of the flow; then any others. */
const known: readonly string[] = [...productNames, ...standIns];

function processesIn(columns: readonly Column[]): string[] {
  const measured = new Set(columns.flatMap(({ cpuMs }) => Object.keys(cpuMs)));
  return [
    ...known.filter((name) => measured.has(name)),
    ...[...measured].filter((name) => !known.includes(name)).sort(),
  ];
}

export function showReport({ machine, columns }: OrderReport): string {
  const row = (label: string, valueOf: (column: Column) => number): string[] => [
    label,
    ...columns.map((column) => number(valueOf(column))),
  ];
  const heads = columns.map(({ clients }) => (clients === 1 ? '1 client' : `${clients} clients`));
  const cpu = [
    ['CPU ms per order, drained', ...heads],
    ...processesIn(columns).map((name) => row(name, ({ cpuMs }) => cpuMs[name] ?? NaN)),
    row('product: services, Postgres, Redis', ({ productMs }) => productMs),
    row('all', ({ allMs }) => allMs),
  ];
  const speed = [
    ['speed', ...heads],
    row('orders/s until drained', ({ drainedPerSecond }) => drainedPerSecond),
    row('responses/s', ({ placedPerSecond }) => placedPerSecond),
    row('p50 ms', ({ p50Ms }) => p50Ms),
    row('p99 ms', ({ p99Ms }) => p99Ms),
    row('responses 202 (payment pending)', ({ pending }) => pending),
  ];
  const counts = [
    ['counts per order, background work included', ...heads],
    ...counted
      .filter(([name]) => columns.some(({ perOrder }) => !Number.isNaN(perOrder[name])))
      .map(([name, label]) => row(label, ({ perOrder }) => perOrder[name])),
  ];
  return [cpu, speed, counts]
    .map(table)
    .concat([showMachine(machine), ...disturbance(machine)].join('\n'))
    .join('\n\n');
}
