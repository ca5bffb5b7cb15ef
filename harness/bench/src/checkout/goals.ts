import { atLeast, atMost, type Goal } from '../measure/goal.ts';
import { isDisturbed, type Machine } from '../measure/machine.ts';
import { type Spread } from '../measure/statistics.ts';
import { type ShopResult } from './results.ts';

/** Holdfast's goals. Counts are judged on any machine; times only if nothing else used the CPU. */
export function goalsOf(results: readonly ShopResult[], machine: Machine): Goal[] {
  const ours = results.find(({ name }) => name === 'holdfast');
  const timed = timedGoals(ours);
  const { orderLost, noReceipt, chargedTwice } = ours?.underFaults ?? {};
  return [
    ...(isDisturbed(machine) ? timed.map((goal) => ({ ...goal, isReached: undefined })) : timed),
    { text: 'under faults: none charged twice', ...atMost(0, chargedTwice) },
    { text: 'under faults: no order lost', ...atMost(0, orderLost) },
    { text: 'under faults: none without a receipt', ...atMost(0, noReceipt) },
  ];
}

/** NaN where the CPU time of processes cannot be read. */
const known = (spread: Spread | undefined): number | undefined =>
  spread === undefined || Number.isNaN(spread.median) ? undefined : spread.median;

function timedGoals(ours: ShopResult | undefined): Goal[] {
  return [
    { text: 'CPU: at most 1.5 x the naive shop', ...atMost(1.5, known(ours?.timesNaive)) },
    { text: 'CPU: at most 12 ms an order', ...atMost(12, known(ours?.productMs)) },
    {
      text: 'sustained: at least 75 orders per second and core',
      ...atLeast(75, ours?.ordersPerSecondAndCore.median),
    },
    { text: 'at half of the capacity: p50 at most 10 ms', ...atMost(10, ours?.p50Ms.median) },
    { text: 'at half of the capacity: p99 at most 40 ms', ...atMost(40, ours?.p99Ms.median) },
  ];
}
