import { type AddBench, jsonOption, print, quickOption, roundsOption, say } from '../command-line.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { atLeast, type Goal, showGoals } from '../measure/goal.ts';
import { type Machine, showMachine, thisMachine } from '../measure/machine.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import { number, range, table } from '../measure/table.ts';
import { type Latency, measureLatency } from './latency.ts';
import { type Cost, movers, queueName } from './movers.ts';
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

interface Speed {
  readonly backend: Backend;
  readonly name: string;
  readonly label: string;
  readonly perSecond: Spread;
  /** CPU time per message, µs. */
  readonly clientMicros: Spread;
  readonly storesMicros: Spread;
  /** Compared to raw `addBulk` in the same round. */
  readonly ratio: Spread;
}

interface RelayReport {
  readonly machine: Machine;
  readonly speeds: readonly Speed[];
  readonly latencies: readonly Latency[];
  readonly goals: readonly Goal[];
}

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
      print(await measureRelay({ ...size, rounds: rounds ?? size.rounds }, signal), json, show);
    });

async function measureRelay(size: Size, signal: AbortSignal): Promise<RelayReport> {
  const stores = new Stores();
  try {
    say('starting');
    await stores.open();
    const share = watchOthers(() => stores.cpuSeconds());
    const speeds: Speed[] = [];
    const latencies: Latency[] = [];
    for (const backend of backends) {
      say(`queues on ${backend}`);
      speeds.push(...(await measureSpeeds(stores, backend, size, signal)));
      latencies.push(await measureLatency(stores, backend, size.followed));
    }
    const machine = thisMachine(share());
    return { machine, speeds, latencies, goals: goalsOf(speeds) };
  } finally {
    await stores.close();
  }
}

/**
 * Each mover has one turn per round, in alternating order. The first round is a warm-up and does not count.
 */
async function measureSpeeds(
  stores: Stores,
  backend: Backend,
  { rounds, messages }: Size,
  signal: AbortSignal,
): Promise<Speed[]> {
  const costs = new Map<string, (Cost & { readonly count: number })[]>(movers.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, share, move } of round % 2 === 0 ? movers : movers.toReversed()) {
      signal.throwIfAborted();
      const count = Math.ceil(messages * share);
      await stores.fill(count, queueName);
      const cost = await move(stores, backend);
      if (round > 0) costs.get(name)?.push({ ...cost, count });
    }
  }
  const raw = costs.get('raw') ?? [];
  return movers.map(({ name, label }) => {
    const own = costs.get(name) ?? [];
    const perSecond = own.map(({ count, seconds }) => count / seconds);
    const rawPerSecond = raw.map(({ count, seconds }) => count / seconds);
    return {
      backend,
      name,
      label,
      perSecond: spreadOf(perSecond),
      clientMicros: spreadOf(own.map(({ count, clientSeconds }) => (clientSeconds / count) * 1e6)),
      storesMicros: spreadOf(own.map(({ count, storesSeconds }) => (storesSeconds / count) * 1e6)),
      ratio: spreadOf(perSecond.map((speed, round) => speed / (rawPerSecond[round] ?? NaN))),
    };
  });
}

/** Holdfast's goals. */
function goalsOf(speeds: readonly Speed[]): Goal[] {
  return backends.map((backend) => ({
    text: `queues on ${backend}: the relay at least 0.8 x raw addBulk`,
    ...atLeast(
      0.8,
      speeds.find((each) => each.backend === backend && each.name === 'relay-500')?.ratio.median,
    ),
  }));
}

function show({ machine, speeds, latencies, goals }: RelayReport): string {
  const heads = ['', 'messages/s', 'rounds', 'ratio', 'rounds', 'client µs', 'stores µs'];
  return [
    ...backends.map((backend) => {
      const rows = speeds
        .filter((each) => each.backend === backend)
        .map(({ label, perSecond, ratio, clientMicros, storesMicros }) => [
          label,
          number(perSecond.median),
          range(perSecond),
          number(ratio.median),
          range(ratio),
          number(clientMicros.median),
          number(storesMicros.median),
        ]);
      return `From the outbox to a queue on ${backend}\n${table([heads, ...rows])}`;
    }),
    `From the commit to the consumer, in another process, 100 a second\n${table([
      ['', 'p50 ms', 'p99 ms', 'messages'],
      ...latencies.map(({ backend, p50Ms, p99Ms, messages }) => [
        `queues on ${backend}`,
        number(p50Ms),
        number(p99Ms),
        String(messages),
      ]),
    ])}`,
    showGoals(goals),
    showMachine(machine),
  ].join('\n\n');
}
