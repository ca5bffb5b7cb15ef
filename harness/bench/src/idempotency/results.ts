import { type Slice } from '../measure/closed-loop.ts';
import { atLeast, atMost, type Goal } from '../measure/goal.ts';
import { median, quantile, type Spread, spreadOf } from '../measure/statistics.ts';
import { type Contestant, type Experiment, type ServerName } from './experiments.ts';

/** The slices of one contestant, one for each round. */
export type Slices = readonly Slice[];

export interface Result {
  readonly server: Contestant['server'];
  readonly label: string;
  /** Requests per second divided by the baseline's in the same round. 1 for the baseline itself. */
  readonly ratio: Spread;
  /** Median latency divided by the baseline's in the same round. */
  readonly p50Ratio: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /**
   * CPU time per request, µs: of the server's process, and of Postgres. NaN if unknown.
   */
  readonly serverCpuMicros: number;
  readonly storesCpuMicros: number;
}

const rate = (slice: Slice): number => slice.latenciesMs.length / slice.seconds;
const p50 = (slice: Slice): number => quantile(slice.latenciesMs, 0.5);
const p99 = (slice: Slice): number => quantile(slice.latenciesMs, 0.99);
const cpuMicros = (group: 'server' | 'stores') => (slice: Slice) =>
  (slice.cpu[group] * 1e6) / slice.latenciesMs.length;

/** All values are medians over the rounds, so that one disturbed round has no effect. */
function resultOf(contestant: Contestant, slices: Slices, baseline: Slices): Result {
  const paired = (measure: (slice: Slice) => number): number[] =>
    slices.map((slice, round) => measure(slice) / measure(baseline[round] ?? slice));
  const over = (measure: (slice: Slice) => number): number => median(slices.map(measure));
  return {
    server: contestant.server,
    label: contestant.label,
    ratio: spreadOf(paired(rate)),
    p50Ratio: median(paired(p50)),
    requestsPerSecond: over(rate),
    p50Ms: over(p50),
    p99Ms: over(p99),
    serverCpuMicros: over(cpuMicros('server')),
    storesCpuMicros: over(cpuMicros('stores')),
  };
}

export interface ExperimentResult {
  readonly name: Experiment['name'];
  readonly title: string;
  readonly results: readonly Result[];
}

/** Compares each contestant with the first. */
export function resultsOf(
  { name, title, contestants }: Experiment,
  slicesOf: (contestant: Contestant) => Slices,
): ExperimentResult {
  const baseline = contestants.slice(0, 1).flatMap(slicesOf);
  return { name, title, results: contestants.map((each) => resultOf(each, slicesOf(each), baseline)) };
}

/** Holdfast's goals, with the measured values. */
export function goalsOf(experiments: readonly ExperimentResult[]): Goal[] {
  const of = (name: Experiment['name'], server: ServerName): Result | undefined =>
    experiments.find((each) => each.name === name)?.results.find((each) => each.server === server);
  const ratio = (name: Experiment['name'], server: ServerName): number | undefined =>
    of(name, server)?.ratio.median;
  return [
    {
      text: 'orders, 32 clients: at least 1.2 x without idempotency',
      ...atLeast(1.2, ratio('orders', 'holdfast')),
    },
    {
      text: 'orders, 1 client: median time at most 1.25 x without idempotency',
      ...atMost(1.25, of('orders one by one', 'holdfast')?.p50Ratio),
    },
    {
      text: 'checkouts: at least 1.1 x without idempotency',
      ...atLeast(1.1, ratio('checkouts', 'holdfast')),
    },
    { text: 'replays: at least 1.5 x a GET by primary key', ...atLeast(1.5, ratio('replays', 'holdfast')) },
    {
      text: 'early replays: at least 3 x a GET by primary key',
      ...atLeast(3, ratio('replays', 'holdfast-early')),
    },
  ];
}
