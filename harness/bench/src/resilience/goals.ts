import { atMost, type Goal } from '../measure/goal.ts';
import { type DeadResult, type Death, type DeathResult, type Load } from './dead/dead.ts';
import { type FailingResult, type MemoryResult, type OverheadResult } from './in-process/in-process.ts';

/** All measurements. */
export interface Measurements {
  readonly overhead: readonly OverheadResult[];
  readonly memory: readonly MemoryResult[];
  readonly failing: readonly FailingResult[];
  readonly deaths: readonly DeathResult[];
}

/** The reserve of a retry budget in its window of 10 s, for dependencies that are rarely called. */
const budgetReserve = 10;

/** Holdfast's goals, with the measured values. */
export function goalsOf({ overhead, memory, failing, deaths }: Measurements): Goal[] {
  const ours = <T extends { readonly name: string }>(all: readonly T[]): T | undefined =>
    all.find(({ name }) => name === 'holdfast');
  const dead = (death: Death['name']): DeadResult | undefined =>
    ours(deaths.find((each) => each.death === death)?.results ?? []);
  const micros = (nanos: number | undefined): number | undefined =>
    nanos === undefined ? undefined : nanos / 1_000;
  const kibibytes = (bytes: number | undefined): number | undefined =>
    bytes === undefined ? undefined : bytes / 1_024;
  const failed = ours(failing);
  return [
    {
      text: 'a call: at most 2.5 µs over a bare one',
      ...atMost(2.5, micros(ours(overhead)?.overBareNanos.median)),
    },
    {
      text: 'an idle dependency: at most 8 KiB',
      ...atMost(8, kibibytes(ours(memory)?.newBytes.median)),
    },
    { text: 'an idle dependency: no timers', ...atMost(0, ours(memory)?.timers) },
    { text: 'a failing call after many: at most 50 µs', ...atMost(50, failed?.many.p50Micros.median) },
    { text: 'a failing call after many: at most 1.25 x after few', ...atMost(1.25, failed?.growth.median) },
    ...deadGoals(dead),
  ];
}

function deadGoals(dead: (death: Death['name']) => DeadResult | undefined): Goal[] {
  const afterHealth = dead('after health');
  return [
    ...(['from the start', 'after health', 'refused'] as const).map((death) => ({
      text: `dead ${death}: at most 1.1 attempts a call before the breaker opens`,
      ...atMost(1.1, attemptsPerCall(dead(death)?.before)),
    })),
    {
      text: 'dead after health: the same over the 10 s of the budget, without its reserve',
      ...atMost(1.1, attemptsPerCall(afterHealth?.budgetWindow, budgetReserve)),
    },
    {
      text: 'dead from the start: at most 0.01 attempts a call once it is open',
      ...atMost(0.01, attemptsPerCall(dead('from the start')?.after)),
    },
    {
      text: 'dead after health: p99 of a call once it is open at most 1 x its healthy p99',
      ...atMost(1, over(afterHealth?.after?.p99Ms, afterHealth?.healthy.p99Ms)),
    },
  ];
}

function attemptsPerCall(load: Load | null | undefined, free = 0): number | undefined {
  return over(load === undefined || load === null ? undefined : load.attempts - free, load?.calls);
}

function over(value: number | null | undefined, base: number | null | undefined): number | undefined {
  if (value === undefined || value === null || base === undefined || base === null) return undefined;
  return base > 0 ? value / base : undefined;
}
