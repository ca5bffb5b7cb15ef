import { type AddBench, jsonOption, print, roundsOption, say, shortOption } from '../command-line.ts';
import { cpuSeconds, ownCpuSeconds, watchOthers } from '../measure/cpu-time.ts';
import { atMost, type Goal } from '../measure/goal.ts';
import { thisMachine } from '../measure/machine.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import { type ContenderName, contenders } from './contenders.ts';
import { type Failing, type Memory, runProgram } from './program.ts';
import { type ExperimentResult, type Report, showReport } from './report.ts';

interface Size {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  readonly overhead: { readonly pairs: number; readonly sliceMs: number };
  readonly failing: { readonly few: number; readonly many: number; readonly failures: number };
}

/** About two minutes. */
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

/** Columns of a table, by head. */
type Values = Readonly<Record<string, number>>;

interface Experiment {
  readonly title: string;
  readonly names: readonly ContenderName[];
  readonly measure: (name: ContenderName) => Promise<Values>;
}

const guarded = ['holdfast', 'opossum', 'opossum-lean'] as const;

function experimentsOf({ overhead, failing }: Size, signal: AbortSignal): Experiment[] {
  const run = <Result>(program: string, ...args: readonly (string | number)[]): Promise<Result> =>
    runProgram(program, args, signal);
  return [
    {
      title: 'A call that succeeds',
      names: guarded,
      measure: async (name) => {
        const nanos = await run<number>('overhead.program.js', name, overhead.pairs, overhead.sliceMs);
        return { 'µs over bare': nanos / 1_000 };
      },
    },
    {
      title: 'An idle dependency',
      names: guarded,
      measure: async (name) => {
        const memory = await run<Memory>('memory.program.js', name, dependencies);
        const { newBytes, usedBytes, timers, resources: handles } = memory;
        return { 'KiB new': newBytes / 1_024, 'KiB after use': usedBytes / 1_024, timers, handles };
      },
    },
    {
      title: 'A call that fails, after few and after many that succeeded',
      names: ['bare', ...guarded],
      measure: async (name) => {
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
      },
    },
  ];
}

/** Each contender has a turn in each round, forward and back, so that no contender always goes first. */
async function measureRounds(
  { title, names, measure }: Experiment,
  rounds: number,
): Promise<ExperimentResult> {
  say(title);
  const measured = names.map((name) => ({ name, all: [] as Values[] }));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, all } of round % 2 === 0 ? measured : measured.toReversed())
      all.push(await measure(name));
  const results = measured.map(({ name, all }) => {
    const heads = Object.keys(all[0] ?? {});
    const values = heads.map((head) => [head, spreadOf(all.map((each) => each[head] ?? NaN))] as const);
    return { name, label: contenders[name].label, values: Object.fromEntries(values) };
  });
  return { title, results };
}

/** Holdfast's goals, with the measured values. */
function goalsOf(experiments: readonly ExperimentResult[]): Goal[] {
  const ours = (head: string): Spread | undefined =>
    experiments
      .flatMap(({ results }) => results)
      .find(({ name, values }) => name === 'holdfast' && head in values)?.values[head];
  return [
    { text: 'a call: at most 2.5 µs over a bare one', ...atMost(2.5, ours('µs over bare')?.median) },
    { text: 'an idle dependency: at most 8 KiB', ...atMost(8, ours('KiB new')?.median) },
    { text: 'an idle dependency: no timers', ...atMost(0, ours('timers')?.highest) },
    { text: 'a failing call after many: at most 50 µs', ...atMost(50, ours('many: p50 µs')?.median) },
    { text: 'a failing call after many: at most 1.25 x after few', ...atMost(1.25, ours('growth')?.median) },
  ];
}

async function measureAll(size: Size, signal: AbortSignal): Promise<Report> {
  const share = watchOthers(() => cpuSeconds(process.pid) - ownCpuSeconds());
  const experiments: ExperimentResult[] = [];
  for (const experiment of experimentsOf(size, signal))
    experiments.push(await measureRounds(experiment, size.rounds));
  return { machine: thisMachine(share()), experiments, goals: goalsOf(experiments) };
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
