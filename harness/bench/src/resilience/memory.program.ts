/** Measures the memory of an idle dependency: `memory.program.js CONTENDER COUNT`. Prints a `Memory`. */
import { createHook } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Caller, prepare } from './contenders.ts';
import { collectGarbage, type Memory, printResult } from './program.ts';

const calls = 10;
const work = (): Promise<unknown> => Promise.resolve();
const down = Object.assign(new Error('down'), { code: 'ECONNRESET' });
const failingWork = (): Promise<unknown> => Promise.reject(down);

async function heapBytes(): Promise<number> {
  for (let time = 0; time < 4; time += 1) {
    await nextTurn();
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** How many timers `make` leaves behind. */
async function timersOf(make: () => void): Promise<number> {
  const alive = new Set<number>();
  const hook = createHook({
    init: (id, type) => void (type === 'Timeout' && alive.add(id)),
    destroy: (id) => void alive.delete(id),
  }).enable();
  make();
  // The end of a call is reported one turn of the event loop later.
  await nextTurn();
  await nextTurn();
  hook.disable();
  return alive.size;
}

const [name = '', count] = process.argv.slice(2);
const number = Number(count);
const open = await prepare(name);
// The first one also loads the code.
await open('first')(work);
const named = (prefix: string): Caller[] =>
  Array.from({ length: number }, (_, index) => open(`${prefix}-${index}`));

const resourcesBefore = process.getActiveResourcesInfo().length;
const empty = await heapBytes();
const callers = named('measured');
const full = await heapBytes();
const resources = process.getActiveResourcesInfo().length - resourcesBefore;
for (const caller of callers) for (let n = 0; n < calls; n += 1) await caller(work);
await Promise.all(callers.map((caller) => caller(failingWork).catch(() => undefined)));
const used = await heapBytes();
const timed: Caller[][] = [];
const timers = await timersOf(() => timed.push(named('timed')));

const memory: Memory = {
  newBytes: (full - empty) / number,
  usedBytes: (used - empty) / callers.length,
  timers: timers / number,
  resources,
};
printResult(memory);
