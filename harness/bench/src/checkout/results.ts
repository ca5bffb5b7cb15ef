import { quantile, type Spread, spreadOf } from '../measure/statistics.ts';
import { type FaultResult } from './faults/faults.ts';
import { type ShopName } from './shops/shop-names.ts';
import { processNames, productNames, type ProcessName } from '../measure/process-names.ts';
import { type Turn } from './speed/turn.ts';

/** All values of turns are medians over the rounds, with the lowest and highest. */
export interface ShopResult {
  readonly name: ShopName;
  readonly label: string;
  /** CPU ms per order of each process, until nothing is left to do. */
  readonly cpuMs: Readonly<Record<ProcessName, Spread>>;
  /** The four services, Postgres and Redis. */
  readonly productMs: Spread;
  /** `productMs` divided by that of the naive shop in the same round. Undefined if that was not measured. */
  readonly timesNaive: Spread | undefined;
  /** From the first request until nothing is left to do. */
  readonly ordersPerSecond: Spread;
  readonly ordersPerSecondAndCore: Spread;
  /** At half of that rate. */
  readonly pacedPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  readonly underFaults: FaultResult;
}

export interface Measured {
  readonly name: ShopName;
  readonly label: string;
  /** One for each round. */
  readonly turns: readonly Turn[];
  readonly underFaults: FaultResult;
}

const msPerOrder = ({ cpuSeconds, orders }: Turn, name: ProcessName): number =>
  (cpuSeconds[name] * 1_000) / orders;

const productMsPerOrder = (turn: Turn): number =>
  productNames.reduce((sum, name) => sum + msPerOrder(turn, name), 0);

/** Compares the shops within each round. */
export function resultsOf(shops: readonly Measured[], cores: number): ShopResult[] {
  const naive = shops.find(({ name }) => name === 'naive')?.turns;
  return shops.map(({ turns, ...rest }) => {
    const over = (measure: (turn: Turn) => number): Spread => spreadOf(turns.map(measure));
    const rate = ({ orders, seconds }: Turn): number => orders / seconds;
    const ratios = turns.flatMap((turn, round) => {
      const baseline = naive?.[round];
      return baseline === undefined ? [] : [productMsPerOrder(turn) / productMsPerOrder(baseline)];
    });
    return {
      ...rest,
      cpuMs: Object.fromEntries(
        processNames.map((name) => [name, over((turn) => msPerOrder(turn, name))]),
      ) as ShopResult['cpuMs'],
      productMs: over(productMsPerOrder),
      timesNaive: ratios.length === 0 ? undefined : spreadOf(ratios),
      ordersPerSecond: over(rate),
      ordersPerSecondAndCore: over((turn) => rate(turn) / cores),
      pacedPerSecond: over(({ pacedPerSecond }) => pacedPerSecond),
      p50Ms: over(({ latenciesMs }) => quantile(latenciesMs, 0.5)),
      p99Ms: over(({ latenciesMs }) => quantile(latenciesMs, 0.99)),
    };
  });
}
