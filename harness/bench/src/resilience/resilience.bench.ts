import { type AddBench, jsonOption, print, roundsOption, shortOption } from '../command-line.ts';
import {
  type Contest,
  type Contestant,
  holdContest,
  medianOf,
  type Result,
  type Values,
} from '../measure/contest.ts';
import { cpuSeconds, ownCpuSeconds, watchOthers } from '../measure/cpu-time.ts';
import { atMost, type Goal } from '../measure/goal.ts';
import { thisMachine } from '../measure/machine.ts';
import { type Report, showReport } from '../measure/report.ts';
import { type ContenderName, contenders } from './contenders.ts';
import { type Failing, type Memory, runProgram } from './program.ts';

interface Size {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  readonly overhead: { readonly pairs: number; readonly sliceMs: number };
  readonly failing: { readonly few: number; readonly many: number; readonly failures: number };
}

/** About three minutes. */
const thorough: Size = {
  rounds: 7,
  overhead: { pairs: 31, sliceMs: 15 },
  failing: { few: 100, many: 100_000, failures: 1_000 },
};

/** About ten seconds. */
const short: Size = {
  rounds: 1,
  overhead: { pairs: 3, sliceMs: 5 },
  failing: { few: 100, many: 5_000, failures: 50 },
};

/** Enough that their shared memory does not matter. */
const dependencies = 1_000;

const guarded = ['holdfast', 'opossum', 'opossum-lean'] as const;

function contestsOf({ overhead, failing }: Size, signal: AbortSignal): Contest[] {
  const run = <Printed>(program: string, ...args: readonly (string | number)[]): Promise<Printed> =>
    runProgram(program, args, signal);
  const each = (
    names: readonly ContenderName[],
    measure: (name: ContenderName) => Promise<Values>,
  ): Contestant[] =>
    names.map((name) => ({ name, label: contenders[name].label, takeTurn: () => measure(name) }));
  return [
    {
      title: 'A call that succeeds',
      contestants: each(guarded, async (name) => {
        const nanos = await run<number>('overhead.program.js', name, overhead.pairs, overhead.sliceMs);
        return { 'µs over bare': nanos / 1_000 };
      }),
    },
    {
      title: 'An idle dependency',
      contestants: each(guarded, async (name) => {
        const memory = await run<Memory>('memory.program.js', name, dependencies);
        const { newBytes, usedBytes, timers, resources: handles } = memory;
        return { 'KiB new': newBytes / 1_024, 'KiB after use': usedBytes / 1_024, timers, handles };
      }),
    },
    {
      title: 'A call that fails, after few and after many that succeeded',
      contestants: each(['bare', ...guarded], async (name) => {
        const few = await run<Failing>('failing.program.js', name, failing.few, failing.failures);
        const many = await run<Failing>('failing.program.js', name, failing.many, failing.failures);
        return {
          'many: p50 µs': many.p50Micros,
          'many: p99 µs': many.p99Micros,
          'few: p50 µs': few.p50Micros,
          'few: p99 µs': few.p99Micros,
          growth: many.p50Micros / few.p50Micros,
          'longest lag ms': many.longestLagMs,
        };
      }),
    },
  ];
}

/** Holdfast's goals, with the measured values. */
function goalsOf([overhead, memory, failing]: readonly Result[]): Goal[] {
  const ours = (result: Result | undefined, head: string) => medianOf(result, 'holdfast', head);
  return [
    { text: 'a call: at most 2.5 µs over a bare one', ...atMost(2.5, ours(overhead, 'µs over bare')) },
    { text: 'an idle dependency: at most 8 KiB', ...atMost(8, ours(memory, 'KiB new')) },
    { text: 'an idle dependency: no timers', ...atMost(0, ours(memory, 'timers')) },
    { text: 'a failing call after many: at most 50 µs', ...atMost(50, ours(failing, 'many: p50 µs')) },
    { text: 'a failing call after many: at most 1.25 x after few', ...atMost(1.25, ours(failing, 'growth')) },
  ];
}

async function measureAll(size: Size, signal: AbortSignal): Promise<Report> {
  const share = watchOthers(() => cpuSeconds(process.pid) - ownCpuSeconds());
  const results: Result[] = [];
  for (const contest of contestsOf(size, signal)) results.push(await holdContest(contest, size.rounds));
  return { machine: thisMachine(share()), results, goals: goalsOf(results) };
}

/** `npm run bench -- resilience`: the cost of a protected call. */
export const addResilience: AddBench = (bench, signal) =>
  bench
    .command('resilience')
    .description('What a call through the pipeline costs, beside opossum.')
    .addOption(shortOption)
    .addOption(roundsOption)
    .addOption(jsonOption)
    .action(async ({ short: isShort, rounds, json }) => {
      const size = isShort === true ? short : thorough;
      print(await measureAll({ ...size, rounds: rounds ?? size.rounds }, signal), json, showReport);
    });
