import { cpus } from 'node:os';
import { type Duration, type Slice } from '../measure/closed-loop.ts';
import { say } from '../command-line.ts';
import { thisMachine } from '../measure/machine.ts';
import { assertReady } from '../needs/needs.ts';
import { Arena, programFiles } from './arena.ts';
import { type BenchOptions, readOptions } from './bench.options.ts';
import { type Contestant, type Experiment, experiments } from './experiments.ts';
import { goalsOf } from './goals.ts';
import { assertNothingLost } from './ledger.ts';
import { showReport } from './report.ts';
import { type ExperimentResult, othersShare, resultsOf } from './results.ts';

/**
 * `npm run bench -- idempotency`: the cost of an idempotent request, compared to the same request without
 * idempotency and to other libraries.
 */
export async function benchIdempotency(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  assertReady({ redis: true, postgres: true, programs: programFiles });
  const arena = new Arena();
  try {
    say('starting');
    await arena.open();
    const { results, slices } = await runAll(arena, options, signal);
    const totals = await assertNothingLost(arena.books.values(), arena.providerUrl);
    const goals = goalsOf(results);
    const report = {
      machine: thisMachine(othersShare(slices, cpus().length)),
      options,
      results,
      goals,
      totals,
    };
    console.log(options.isJson ? JSON.stringify(report, null, 2) : showReport(report));
  } finally {
    await arena.close();
  }
}

interface Run {
  readonly results: readonly ExperimentResult[];
  /** The slices of all contestants. */
  readonly slices: readonly Slice[];
}

async function runAll(arena: Arena, options: BenchOptions, signal: AbortSignal): Promise<Run> {
  const run = (experiment: Experiment, { server, traffic }: Contestant, duration: Duration): Promise<Slice> =>
    arena.process(server).run({ traffic, concurrency: experiment.concurrency, duration }, signal);

  say('warming up');
  await arena.prepare();
  for (const experiment of experiments)
    for (const contestant of experiment.contestants) await run(experiment, contestant, options.warmUp);

  const slices = new Map<Contestant, Slice[]>();
  for (let round = 0; round < options.rounds; round += 1) {
    say(`round ${round + 1} of ${options.rounds}`);
    for (const experiment of experiments) {
      const { contestants } = experiment;
      // Forward and back, so that no contender always goes first.
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        const earlier = slices.get(contestant) ?? [];
        slices.set(contestant, [...earlier, await run(experiment, contestant, options.duration)]);
      }
    }
  }
  const slicesOf = (contestant: Contestant): Slice[] => slices.get(contestant) ?? [];
  return {
    results: experiments.map((experiment) => resultsOf(experiment, slicesOf)),
    slices: [...slices.values()].flat(),
  };
}
