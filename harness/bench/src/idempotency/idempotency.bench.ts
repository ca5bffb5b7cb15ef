import { type AddBench, jsonOption, print, quickOption, roundsOption, say } from '../command-line.ts';
import { type Duration, type Slice } from '../measure/closed-loop.ts';
import { type Contest, holdContest, medianOf, type Result, type Values } from '../measure/contest.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { atLeast, atMost, type Goal } from '../measure/goal.ts';
import { thisMachine } from '../measure/machine.ts';
import { type Report, showReport } from '../measure/report.ts';
import { quantile } from '../measure/statistics.ts';
import { Arena } from './arena.ts';
import { type Experiment, experiments, type ServerName } from './experiments.ts';
import { assertNothingLost } from './ledger.ts';

interface Size {
  readonly rounds: number;
  readonly measuredMs: number;
}

/** About two minutes, and about 30 seconds. The rounds are odd, so that the median is a measured value. */
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
    const results = await measureAll(arena, size, signal);
    const machine = thisMachine(share());
    const { orders, charges } = await assertNothingLost(arena.books.values(), arena.providerUrl);
    say(`verified: ${orders} orders for as many responses, ${charges} charges; none lost, none duplicated`);
    return { machine, results, goals: goalsOf(results) };
  } finally {
    await arena.servers.close();
  }
}

async function measureAll(
  arena: Arena,
  { rounds, measuredMs }: Size,
  signal: AbortSignal,
): Promise<Result[]> {
  const contestOf = ({ title, concurrency, contestants }: Experiment, duration: Duration): Contest => ({
    title,
    ratios: { ratio: 'req/s', 'p50 ratio': 'p50 ms' },
    contestants: contestants.map(({ server: name, label, traffic }) => ({
      name,
      label,
      takeTurn: async () =>
        valuesOf(await arena.process(name).run({ traffic, concurrency, duration }, signal)),
    })),
  });
  say('warming up');
  await arena.prepare();
  const warmUp = { measuredMs: measuredMs * warmUpShare, rampMs: 0 };
  for (const experiment of experiments)
    for (const { takeTurn } of contestOf(experiment, warmUp).contestants) await takeTurn();
  const results: Result[] = [];
  const duration = { measuredMs, rampMs: measuredMs * rampShare };
  for (const experiment of experiments)
    results.push(await holdContest(contestOf(experiment, duration), rounds));
  return results;
}

function valuesOf({ latenciesMs, seconds, cpu }: Slice): Values {
  const requests = latenciesMs.length;
  return {
    'req/s': requests / seconds,
    'p50 ms': quantile(latenciesMs, 0.5),
    'p99 ms': quantile(latenciesMs, 0.99),
    'server µs': (cpu.server * 1e6) / requests,
    'stores µs': (cpu.stores * 1e6) / requests,
  };
}

/** Holdfast's goals, with the measured values. */
function goalsOf([orders, oneByOne, checkouts, replays]: readonly Result[]): Goal[] {
  const ratio = (result: Result | undefined, server: ServerName = 'holdfast') =>
    medianOf(result, server, 'ratio');
  const p50Ratio = medianOf(oneByOne, 'holdfast', 'p50 ratio');
  return [
    { text: 'orders, 32 clients: at least 1.2 x without idempotency', ...atLeast(1.2, ratio(orders)) },
    {
      text: 'orders, 1 client: median time at most 1.25 x without idempotency',
      ...atMost(1.25, p50Ratio),
    },
    { text: 'checkouts: at least 1.1 x without idempotency', ...atLeast(1.1, ratio(checkouts)) },
    { text: 'replays: at least 1.5 x a GET by primary key', ...atLeast(1.5, ratio(replays)) },
    {
      text: 'early replays: at least 3 x a GET by primary key',
      ...atLeast(3, ratio(replays, 'holdfast-early')),
    },
  ];
}
