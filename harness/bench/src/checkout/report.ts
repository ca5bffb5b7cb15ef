import { medianOf, type Result, showResult } from '../measure/contest.ts';
import { atLeast, atMost, type Goal, showGoals } from '../measure/goal.ts';
import { isDisturbed, type Machine, showMachine } from '../measure/machine.ts';
import { productNames } from '../measure/process-names.ts';
import { table } from '../measure/table.ts';
import { type FaultResult } from './faults/faults.ts';
import { labels, type ShopName } from './shops/shop-names.ts';
import { type Size } from './size.ts';

/** By shop; those that were left out are missing. */
export type Faults = Readonly<Partial<Record<ShopName, FaultResult>>>;

export interface CheckoutReport {
  readonly machine: Machine;
  readonly size: Size;
  readonly result: Result;
  readonly underFaults: Faults;
  readonly goals: readonly Goal[];
}

/** Holdfast's goals. Harm is judged on any machine; times only if nothing else used the CPU. */
export function goalsOf(result: Result, { holdfast }: Faults, machine: Machine): Goal[] {
  const ours = (head: string): number | undefined => medianOf(result, 'holdfast', head);
  const timed: Goal[] = [
    { text: 'CPU: at most 1.5 x the naive shop', ...atMost(1.5, ours('x naive')) },
    { text: 'CPU: at most 12 ms an order', ...atMost(12, ours('shop')) },
    { text: 'sustained: at least 75 orders per second and core', ...atLeast(75, ours('a core')) },
    { text: 'at half of the capacity: p50 at most 10 ms', ...atMost(10, ours('p50 ms')) },
    { text: 'at half of the capacity: p99 at most 40 ms', ...atMost(40, ours('p99 ms')) },
  ];
  return [
    ...(isDisturbed(machine) ? timed.map((goal) => ({ ...goal, isReached: undefined })) : timed),
    { text: 'under faults: none charged twice', ...atMost(0, holdfast?.chargedTwice) },
    { text: 'under faults: no order lost', ...atMost(0, holdfast?.orderLost) },
    { text: 'under faults: none without a receipt', ...atMost(0, holdfast?.noReceipt) },
  ];
}

/** The report as text. */
export function showReport({ machine, size, result, underFaults, goals }: CheckoutReport): string {
  const { lines } = result;
  const title = 'Orders per second until nothing is left to do; times at half of that rate';
  return [
    showResult(result, ['shop', 'x naive', ...productNames, 'stripe-simulator']),
    showResult({ title, lines }, ['orders/s', 'a core', 'paced/s', 'p50 ms', 'p99 ms']),
    `Payments killed every 2 s, 5 % of responses lost, duplicates\n${faultTable(underFaults)}`,
    showGoals(goals),
    `${size.rounds} ${size.rounds === 1 ? 'round' : 'rounds'} of ${size.orders} orders. ${showMachine(machine)}`,
  ].join('\n\n');
}

const faultColumns: readonly (readonly [keyof FaultResult, string])[] = [
  ['customers', 'customers'],
  ['kills', 'kills'],
  ['lostResponses', 'lost responses'],
  ['duplicates', 'duplicates'],
  ['chargedTwice', 'charged twice'],
  ['orderLost', 'order lost'],
  ['noReceipt', 'no receipt'],
  ['gaveUp', 'gave up'],
];

function faultTable(underFaults: Faults): string {
  const rows = Object.entries(underFaults).map(([name, found]) => [
    labels[name as ShopName],
    ...faultColumns.map(([column]) => found[column].toLocaleString('en')),
  ]);
  return table([['', ...faultColumns.map(([, head]) => head)], ...rows]);
}
