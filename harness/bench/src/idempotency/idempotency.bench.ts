import { type Duration, type Slice } from '../measure/closed-loop.ts';
import { type AddBench, jsonOption, print, quickOption, roundsOption, say } from '../command-line.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { thisMachine } from '../measure/machine.ts';
import { Arena } from './arena.ts';
import { type Contestant, type Experiment, experiments } from './experiments.ts';
import { assertNothingLost } from './ledger.ts';
import { type Report, showReport } from './report.ts';
import { type ExperimentResult, goalsOf, resultsOf } from './results.ts';

interface Size {
  readonly rounds: number;
  readonly measuredMs: number;
}

/** About three minutes, and about 40 seconds. The rounds are odd, so that the median is a measured value. */
const thorough: Size = { rounds: 7, measuredMs: 1_000 };
const quick: Size = { rounds: 3, measuredMs: 400 };

/** Each measurement is preceded by a ramp of a fifth of its time. */
const rampShare = 0.2;
/** The warm-up at the start, which lets the compiler optimize: half again the measured time. */
const warmUpShare = 1.5;

/** `npm run bench -- idempotency`: the cost of an idempotent request, beside the same without idempotency. */
export const addIdempotency: AddBench = (bench, signal) =>
  bench
    .command('idempotency')
    .description('What a key costs.')
    .addOption(quickOption)
    .addOption(roundsOption)
    .addOption(jsonOption)
    .action(async ({ quick: isQuick, rounds, json }) => {
      const size = isQuick === true ? quick : thorough;
      print(await measureKeys({ ...size, rounds: rounds ?? size.rounds }, signal), json, showReport);
    });

async function measureKeys(size: Size, signal: AbortSignal): Promise<Report> {
  const arena = new Arena();
  try {
    say('starting');
    await arena.open();
    const share = watchOthers(() => arena.servers.cpuSeconds());
    const results = await runAll(arena, size, signal);
    const machine = thisMachine(share());
    const totals = await assertNothingLost(arena.books.values(), arena.providerUrl);
    return { machine, results, goals: goalsOf(results), totals };
  } finally {
    await arena.servers.close();
  }
}

async function runAll(
  arena: Arena,
  { rounds, measuredMs }: Size,
  signal: AbortSignal,
): Promise<ExperimentResult[]> {
  const duration = { measuredMs, rampMs: measuredMs * rampShare };
  const warmUp = { measuredMs: measuredMs * warmUpShare, rampMs: 0 };
  const run = (experiment: Experiment, { server, traffic }: Contestant, duration: Duration): Promise<Slice> =>
    arena.process(server).run({ traffic, concurrency: experiment.concurrency, duration }, signal);

  say('warming up');
  await arena.prepare();
  for (const experiment of experiments)
    for (const contestant of experiment.contestants) await run(experiment, contestant, warmUp);

  const slices = new Map<Contestant, Slice[]>();
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (const experiment of experiments) {
      const { contestants } = experiment;
      // Forward and back, so that no contender always goes first.
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        const earlier = slices.get(contestant) ?? [];
        slices.set(contestant, [...earlier, await run(experiment, contestant, duration)]);
      }
    }
  }
  return experiments.map((experiment) => resultsOf(experiment, (each) => slices.get(each) ?? []));
}
