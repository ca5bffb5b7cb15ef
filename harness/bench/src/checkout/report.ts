import { type Goal, showGoals } from '../measure/goal.ts';
import { type Machine, showMachine } from '../measure/machine.ts';
import { number, range, table } from '../measure/table.ts';
import { type Size } from './size.ts';
import { type ShopResult } from './results.ts';
import { productNames } from '../measure/process-names.ts';
import { clients } from './speed/turn.ts';

export interface CheckoutReport {
  readonly machine: Machine;
  readonly size: Size;
  readonly results: readonly ShopResult[];
  readonly goals: readonly Goal[];
}

/** The report as text. */
export function showReport({ machine, size, results, goals }: CheckoutReport): string {
  return [
    `CPU ms per paid order, until nothing is left to do, ${clients} clients\n${cpuTable(results)}`,
    `Orders per second until nothing is left to do; times at half of that rate\n${speedTable(results)}`,
    `Payments killed every 2 s, 5 % of responses lost, duplicates\n${faultTable(results)}`,
    showGoals(goals),
    `${size.rounds} ${size.rounds === 1 ? 'round' : 'rounds'} of ${size.orders} orders. ${showMachine(machine)}`,
  ].join('\n\n');
}

function cpuTable(results: readonly ShopResult[]): string {
  const heads = ['', ...productNames, 'shop', 'rounds', 'x naive', 'simulator'];
  return table([
    heads,
    ...results.map(({ label, cpuMs, productMs, timesNaive }) => [
      label,
      ...productNames.map((name) => number(cpuMs[name].median)),
      number(productMs.median),
      range(productMs),
      number(timesNaive?.median),
      number(cpuMs['stripe-simulator'].median),
    ]),
  ]);
}

function speedTable(results: readonly ShopResult[]): string {
  return table([
    ['', 'orders/s', 'rounds', 'a core', 'paced/s', 'p50 ms', 'p99 ms'],
    ...results.map((result) => [
      result.label,
      number(result.ordersPerSecond.median),
      range(result.ordersPerSecond),
      number(result.ordersPerSecondAndCore.median),
      number(result.pacedPerSecond.median),
      number(result.p50Ms.median),
      number(result.p99Ms.median),
    ]),
  ]);
}

function faultTable(results: readonly ShopResult[]): string {
  const count = (value: number): string => value.toLocaleString('en');
  return table([
    [
      '',
      'customers',
      'kills',
      'lost responses',
      'duplicates',
      'charged twice',
      'order lost',
      'no receipt',
      'gave up',
    ],
    ...results.map(({ label, underFaults: each }) => [
      label,
      ...[each.customers, each.kills, each.lostResponses, each.duplicates].map(count),
      ...[each.chargedTwice, each.orderLost, each.noReceipt, each.gaveUp].map(count),
    ]),
  ]);
}
