import { thisMachine } from '../measure/machine.ts';
import { standIns } from '../measure/process-names.ts';
import { removeBenchStack, startBenchStack } from '../measure/stack/bench-stack.ts';
import { type MeasuredStack, measuredStack, stackOfNpmStart } from '../measure/stack/measured-stack.ts';
import { placeOrders } from '../measure/stack/place-orders.ts';
import { cpuBetween, stackCpu, sumOf, watchOthers } from '../measure/stack/stack-cpu.ts';
import { StackCounter, type StackCounts } from '../measure/stack/stack-counts.ts';
import { WorkReader } from '../measure/stack/work-left.ts';
import { median, quantile } from '../measure/statistics.ts';
import { type OrderOptions, readOptions } from './order.options.ts';
import { type Column, showReport } from './order.report.ts';

/**
 * Before the first round: Node compiles its hot functions within a few hundred orders, and each service opens
 * its connections.
 */
const warmUpOrders = 300;

/** `npm run bench -- order`: the CPU time and the counts of one order, until everything it causes is done. */
export async function benchOrder(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  if (options.isRunning) return measure(stackOfNpmStart(), options, signal);
  say('starting');
  const stack = await startBenchStack(options);
  try {
    await measure(measuredStack(stack.settings.dataDir), options, signal);
  } finally {
    await removeBenchStack(stack);
  }
}

/** Progress goes to standard error, so that standard output has only the result. */
function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}

interface Tools {
  readonly stack: MeasuredStack;
  readonly work: WorkReader;
  readonly counter: StackCounter;
  readonly signal: AbortSignal;
}

async function measure(stack: MeasuredStack, options: OrderOptions, signal: AbortSignal): Promise<void> {
  const work = new WorkReader(stack);
  const counter = await StackCounter.open(stack);
  const tools = { stack, work, counter, signal };
  try {
    say('warming up');
    await place(tools, Math.min(warmUpOrders, options.orders), Math.max(...options.clients));
    const others = watchOthers(stack);
    const columns = await measureRounds(tools, options);
    const report = { machine: thisMachine(others()), columns };
    console.log(options.isJson ? JSON.stringify(report, null, 2) : showReport(report));
  } finally {
    await counter.close();
    await work.close();
  }
}

/** In one order and then in reverse, so that no number of clients always goes first. */
async function measureRounds(tools: Tools, { clients, rounds, orders }: OrderOptions): Promise<Column[]> {
  const found = new Map<number, Column[]>(clients.map((each) => [each, []]));
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (const each of round % 2 === 0 ? clients : clients.toReversed())
      found.get(each)?.push(await place(tools, each === 1 ? Math.ceil(orders / 3) : orders, each));
  }
  return clients.map((each) => medianOf(each, found.get(each) ?? []));
}

/** Places orders, waits until nothing is left to do, and divides everything by their number. */
async function place(
  { stack, work, counter, signal }: Tools,
  orders: number,
  clients: number,
): Promise<Column> {
  await work.untilDrained(signal);
  const [sentBefore, counts] = [await work.sentEmails(), await counter.start()];
  const [before, begun] = [stackCpu(stack), performance.now()];
  const { latenciesMs, seconds, pending } = await placeOrders(stack, { orders, clients }, signal);
  await work.untilDrained(signal);
  const drainedSeconds = (performance.now() - begun) / 1_000;
  const cpu = cpuBetween(before, stackCpu(stack));
  const total = await counts();
  const sent = (await work.sentEmails()) - sentBefore;
  if (sent !== orders) throw new Error(`${orders} orders were placed, but ${sent} emails were sent.`);
  const each = (value: number): number => value / orders;
  return {
    clients,
    cpuMs: Object.fromEntries([...cpu].map(([name, ms]) => [name, each(ms)])),
    productMs: each(sumOf(cpu, (name) => !standIns.includes(name))),
    allMs: each(sumOf(cpu)),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    placedPerSecond: orders / seconds,
    drainedPerSecond: orders / drainedSeconds,
    perOrder: mapped(total, each),
    pending,
  };
}

const mapped = <T extends object>(numbers: T, change: (value: number) => number): T =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, change(value as number)])) as T;

function medianOf(clients: number, columns: readonly Column[]): Column {
  const of = (pick: (column: Column) => number): number => median(columns.map(pick));
  const names = [...new Set(columns.flatMap(({ cpuMs }) => Object.keys(cpuMs)))];
  const counted = Object.keys(columns[0]?.perOrder ?? {}) as (keyof StackCounts)[];
  return {
    clients,
    cpuMs: Object.fromEntries(names.map((name) => [name, of(({ cpuMs }) => cpuMs[name] ?? NaN)])),
    productMs: of(({ productMs }) => productMs),
    allMs: of(({ allMs }) => allMs),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    placedPerSecond: of(({ placedPerSecond }) => placedPerSecond),
    drainedPerSecond: of(({ drainedPerSecond }) => drainedPerSecond),
    perOrder: Object.fromEntries(
      counted.map((name) => [name, of(({ perOrder }) => perOrder[name])]),
    ) as unknown as StackCounts,
    pending: of(({ pending }) => pending),
  };
}
