import { type AddBench, jsonOption, print, quickOption, roundsOption, say } from '../command-line.ts';
import { holdContest, medianOf, type Result, type Values } from '../measure/contest.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { atLeast, type Goal } from '../measure/goal.ts';
import { thisMachine } from '../measure/machine.ts';
import { type Report, showReport } from '../measure/report.ts';
import { measureLatency } from './latency.ts';
import { movers, queueName } from './movers.ts';
import { type Backend, Stores } from './stores.ts';

interface Size {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  /** Messages in the outbox at the start of each turn. */
  readonly messages: number;
  /** Messages whose latency from commit to consumer is measured. */
  readonly followed: number;
}

/** `thorough` takes about three minutes, `quick` about half a minute. */
const thorough: Size = { rounds: 7, messages: 10_000, followed: 1_000 };
const quick: Size = { rounds: 3, messages: 2_000, followed: 100 };

const backends = ['Redis', 'Postgres'] as const;

/**
 * `npm run bench -- relay`: how fast the relay publishes messages, compared to adding jobs without an outbox.
 */
export const addRelay: AddBench = (bench, signal) =>
  bench
    .command('relay')
    .description('From the outbox to a consumer.')
    .addOption(quickOption)
    .addOption(roundsOption)
    .addOption(jsonOption)
    .action(async ({ quick: isQuick, rounds, json }) => {
      const size = isQuick === true ? quick : thorough;
      print(await measureRelay({ ...size, rounds: rounds ?? size.rounds }, signal), json, showReport);
    });

async function measureRelay(size: Size, signal: AbortSignal): Promise<Report> {
  const stores = new Stores();
  try {
    say('starting');
    await stores.open();
    const share = watchOthers(() => stores.cpuSeconds());
    const results: Result[] = [];
    for (const backend of backends) results.push(await measureSpeed(stores, backend, size, signal));
    const goals = goalsOf(results);
    const title = 'From the commit to the consumer, in another process, 100 a second';
    const latencies = backends.map((backend) => ({
      name: backend,
      label: `queues on ${backend}`,
      takeTurn: () => measureLatency(stores, backend, size.followed),
    }));
    results.push(await holdContest({ title, contestants: latencies }, 1));
    return { machine: thisMachine(share()), results, goals };
  } finally {
    await stores.close();
  }
}

async function measureSpeed(
  stores: Stores,
  backend: Backend,
  { rounds, messages }: Size,
  signal: AbortSignal,
): Promise<Result> {
  const contestants = movers.map(({ name, label, share, move }) => ({
    name,
    label,
    takeTurn: async (): Promise<Values> => {
      signal.throwIfAborted();
      const count = Math.ceil(messages * share);
      await stores.fill(count, queueName);
      const { seconds, clientSeconds, storesSeconds } = await move(stores, backend);
      return {
        'messages/s': count / seconds,
        'client µs': (clientSeconds / count) * 1e6,
        'stores µs': (storesSeconds / count) * 1e6,
      };
    },
  }));
  // The first turns are a warm-up and do not count.
  for (const { takeTurn } of contestants) await takeTurn();
  const title = `From the outbox to a queue on ${backend}`;
  return holdContest({ title, contestants, ratios: { ratio: 'messages/s' } }, rounds);
}

/** Holdfast's goals. */
function goalsOf(results: readonly Result[]): Goal[] {
  return backends.map((backend, index) => ({
    text: `queues on ${backend}: the relay at least 0.8 x raw addBulk`,
    ...atLeast(0.8, medianOf(results[index], 'relay-500', 'ratio')),
  }));
}
