import { type Slice } from '../measure/closed-loop.ts';
import { median, quantile } from '../measure/statistics.ts';
import { type Contestant, type Experiment } from './experiments.ts';

/** The slices of one contestant, one for each round. */
export type Slices = readonly Slice[];

export interface Result {
  readonly server: Contestant['server'];
  readonly label: string;
  /**
   * Requests per second divided by the baseline's in the same round: median, lowest, highest. 1 for the
   * baseline itself.
   */
  readonly ratio: number;
  readonly lowestRatio: number;
  readonly highestRatio: number;
  /** Median latency divided by the baseline's in the same round. */
  readonly p50Ratio: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /**
   * CPU time per request, µs: of the server's process, and of Postgres and Redis. NaN if unknown.
   */
  readonly serverCpuMicros: number;
  readonly storesCpuMicros: number;
}

const rate = (slice: Slice): number => slice.latenciesMs.length / slice.seconds;
const p50 = (slice: Slice): number => quantile(slice.latenciesMs, 0.5);
const p99 = (slice: Slice): number => quantile(slice.latenciesMs, 0.99);
const cpuMicros = (group: 'server' | 'stores') => (slice: Slice) =>
  (slice.cpu[group] * 1e6) / slice.latenciesMs.length;

/** The share of the machine's CPU time that went to other programs, or to unattributed kernel work. */
export function othersShare(slices: Slices, cores: number): number {
  const others = ({ cpu, seconds }: Slice): number =>
    (cpu.machine - cpu.server - cpu.stores - cpu.rest) / (seconds * cores);
  return median(slices.map(others));
}

/** All values are medians over the rounds, so that one disturbed round has no effect. */
function resultOf(contestant: Contestant, slices: Slices, baseline: Slices): Result {
  const paired = (measure: (slice: Slice) => number): number[] =>
    slices.map((slice, round) => measure(slice) / measure(baseline[round] ?? slice));
  const over = (measure: (slice: Slice) => number): number => median(slices.map(measure));
  const ratios = paired(rate);
  return {
    server: contestant.server,
    label: contestant.label,
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
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
