import { freePortBase, openInbox, portPlan, stackPrograms } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Goal } from '../measure/goal.ts';
import { machineCpuSeconds } from '../measure/cpu-time.ts';
import { type Machine, thisMachine } from '../measure/machine.ts';
import { assertReady } from '../needs/needs.ts';
import { placeOrder, placeOrders } from './orders.ts';
import { showStart } from './report.ts';
import { readOptions } from './start.options.ts';
import { type ProcessUse, StartedStack } from './started-stack.ts';
import { type Step } from './timeline.ts';

/** Memory is measured after this many orders. */
const ordersBeforeMemory = 100;
const receiptsWithinMs = 60_000;

/** One `npm start`, ms since the command. */
export interface Start {
  readonly supervisorMs: number;
  /** Share of the CPU time that other programs used in the second before, 0 to 1. */
  readonly othersShare: number;
  readonly readyMs: number;
  readonly firstOrderMs: number;
  readonly steps: readonly Step[];
  /** When everything was ready. */
  readonly atReady: readonly ProcessUse[];
  /** After 100 orders and their emails. */
  readonly afterOrders: readonly ProcessUse[];
}

export interface StartReport {
  readonly machine: Machine;
  readonly starts: readonly Start[];
  /** The start that was ready first: anything else on the machine only makes it slower. */
  readonly fastest: Start;
  readonly goals: readonly Goal[];
}

/**
 * `npm run bench -- start`: how long `npm start` takes until the shop is ready and the first order is paid,
 * and what its processes use.
 */
export async function benchStart(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { rounds, isJson } = readOptions(args);
  assertReady({ postgres: true, programs: stackPrograms });
  const dataDir = temporaryFolder();
  try {
    const portBase = await freePortBase();
    process.stderr.write('first start: creates the databases and builds what is missing …\n');
    await (await StartedStack.start(dataDir, portBase)).stop();
    const starts: Start[] = [];
    while (starts.length < rounds) {
      signal.throwIfAborted();
      process.stderr.write(`start ${starts.length + 1} of ${rounds} …\n`);
      starts.push(await measureStart(dataDir, portBase));
    }
    const [fastest] = starts.toSorted((a, b) => a.readyMs - b.readyMs) as [Start];
    const machine = thisMachine(fastest.othersShare);
    const report: StartReport = { machine, starts, fastest, goals: goalsOf(fastest) };
    console.log(isJson ? JSON.stringify(report, null, 2) : showStart(report));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The share of the machine's CPU time in use, over one second. */
async function shareInUse(): Promise<number> {
  const [begun, before] = [performance.now(), machineCpuSeconds()];
  await sleep(1_000);
  return (machineCpuSeconds() - before) / (((performance.now() - begun) / 1_000) * thisMachine(NaN).cores);
}

async function measureStart(dataDir: string, portBase: number): Promise<Start> {
  const othersShare = await shareInUse();
  const ports = portPlan(portBase);
  const checkout = `http://127.0.0.1:${ports.checkout}`;
  const stack = await StartedStack.start(dataDir, portBase);
  try {
    const { supervisorMs = NaN, readyMs = NaN, steps } = stack.timeline;
    await placeOrder(checkout);
    const firstOrderMs = stack.elapsedMs;
    const atReady = await stack.use();
    const inbox = openInbox(`http://127.0.0.1:${ports.mailInbox}`);
    const before = await inbox.count();
    await placeOrders(checkout, ordersBeforeMemory);
    await untilReceived(inbox, Math.min(before + ordersBeforeMemory, 1_000));
    return {
      othersShare,
      supervisorMs,
      readyMs,
      firstOrderMs,
      steps,
      atReady,
      afterOrders: await stack.use(),
    };
  } finally {
    await stack.stop();
  }
}

async function untilReceived(inbox: ReturnType<typeof openInbox>, receipts: number): Promise<void> {
  const deadline = performance.now() + receiptsWithinMs;
  while ((await inbox.count()) < receipts) {
    if (performance.now() > deadline)
      throw new Error(`fewer than ${receipts} receipts arrived within a minute`);
    await sleep(100);
  }
}

/** The processes with a goal for memory: the services that run in production. */
const services = /^(?:storefront|checkout|payments|email|recommendations)$/;

function goalsOf({ readyMs, firstOrderMs, afterOrders }: Start): Goal[] {
  const memory = afterOrders
    .filter(({ name }) => services.test(name))
    .map((each) => each.residentBytes / 1e6);
  return [
    { text: 'ready: at most 4 s', ...atMost(4, readyMs / 1_000) },
    { text: 'the first order paid: at most 5 s', ...atMost(5, firstOrderMs / 1_000) },
    { text: 'the largest service after 100 orders: at most 110 MB', ...atMost(110, Math.max(...memory)) },
  ];
}
