import { type Spread, spreadOf } from '../../measure/statistics.ts';
import { type ContenderName, contenders } from '../contenders/contenders.ts';
import { type ResilienceOptions } from '../resilience.options.ts';
import { type Failing, type Memory, type Overhead } from './measured.ts';
import { runProgram } from './program.ts';

interface Of {
  readonly name: ContenderName;
  readonly label: string;
}

export interface OverheadResult extends Of {
  readonly bareNanos: Spread;
  readonly overBareNanos: Spread;
}

export interface MemoryResult extends Of {
  readonly newBytes: Spread;
  readonly usedBytes: Spread;
  readonly timers: number;
  readonly resources: number;
}

/** After few and after many successful calls. */
export interface FailingResult extends Of {
  readonly few: FailingCost;
  readonly many: FailingCost;
  /** The median after many calls divided by that after few, round by round. */
  readonly growth: Spread;
}

export interface FailingCost {
  readonly p50Micros: Spread;
  readonly p99Micros: Spread;
  readonly longestLagMs: Spread;
}

const guarded = [
  'holdfast',
  'holdfast-signal',
  'holdfast-unwatched',
  'opossum',
  'opossum-lean',
  'cockatiel',
] as const;
const kept = ['holdfast', 'opossum', 'opossum-lean', 'cockatiel'] as const;
const failing = ['bare', 'holdfast', 'opossum', 'opossum-lean', 'cockatiel-breaker'] as const;

export function measureOverhead(options: ResilienceOptions, signal: AbortSignal): Promise<OverheadResult[]> {
  const { pairs, sliceMs } = options.overhead;
  return inRounds(
    guarded,
    options.rounds,
    (name) => runProgram<Overhead>('in-process/overhead.program.js', [name, pairs, sliceMs], signal),
    (of, all) => ({
      ...of,
      bareNanos: spreadOf(all.map(({ bareNanos }) => bareNanos)),
      overBareNanos: spreadOf(all.map(({ overBareNanos }) => overBareNanos)),
    }),
  );
}

/** Enough that their shared memory does not matter. */
const dependencies = 1_000;

export function measureMemory(options: ResilienceOptions, signal: AbortSignal): Promise<MemoryResult[]> {
  return inRounds(
    kept,
    options.rounds,
    (name) => runProgram<Memory>('in-process/memory.program.js', [name, dependencies], signal),
    (of, all) => ({
      ...of,
      newBytes: spreadOf(all.map(({ newBytes }) => newBytes)),
      usedBytes: spreadOf(all.map(({ usedBytes }) => usedBytes)),
      timers: Math.max(...all.map(({ timers }) => timers)),
      resources: Math.max(...all.map(({ resources }) => resources)),
    }),
  );
}

export function measureFailing(options: ResilienceOptions, signal: AbortSignal): Promise<FailingResult[]> {
  const { few, many, failures } = options.failing;
  const run = (name: ContenderName, successes: number): Promise<Failing> =>
    runProgram('in-process/failing.program.js', [name, successes, failures], signal);
  return inRounds(
    failing,
    options.rounds,
    async (name) => ({ few: await run(name, few), many: await run(name, many) }),
    (of, all) => ({
      ...of,
      few: costOf(all.map((each) => each.few)),
      many: costOf(all.map((each) => each.many)),
      growth: spreadOf(all.map((each) => each.many.p50Micros / each.few.p50Micros)),
    }),
  );
}

function costOf(all: readonly Failing[]): FailingCost {
  return {
    p50Micros: spreadOf(all.map(({ p50Micros }) => p50Micros)),
    p99Micros: spreadOf(all.map(({ p99Micros }) => p99Micros)),
    longestLagMs: spreadOf(all.map(({ longestLagMs }) => longestLagMs)),
  };
}

/** Each contender has a turn in each round, forward and back, so that no contender always goes first. */
async function inRounds<Name extends ContenderName, Measured, Result>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<Measured>,
  resultOf: (of: Of, all: readonly Measured[]) => Result,
): Promise<Result[]> {
  const measured = names.map((name) => ({ name, all: [] as Measured[] }));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, all } of round % 2 === 0 ? measured : measured.toReversed())
      all.push(await measure(name));
  return measured.map(({ name, all }) => resultOf({ name, label: contenders[name].label }, all));
}
