/**
 * Measures a call against the same work without a library: `overhead.program.js CONTENDER PAIRS SLICE_MS`.
 * Prints the ns that it adds, the median of pairs of slices, one of each.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { median } from '../measure/statistics.ts';
import { prepare } from './contenders.ts';
import { printResult } from './program.ts';

/** The clock is read once per this many calls. */
const batch = 100;
/** Warm-up for the compiler, in slices. */
const warmUpSlices = 10;

async function nanosPerCall(call: () => Promise<unknown>, sliceMs: number): Promise<number> {
  await nextTurn();
  const begun = performance.now();
  let calls = 0;
  let spentMs = 0;
  while (spentMs < sliceMs) {
    for (let n = 0; n < batch; n += 1) await call();
    calls += batch;
    spentMs = performance.now() - begun;
  }
  return (spentMs * 1e6) / calls;
}

const [name = '', pairs, sliceMs] = process.argv.slice(2);
const caller = (await prepare(name))('dependency');
const work = (): Promise<unknown> => Promise.resolve(pairs);
const bare = async (): Promise<unknown> => work();
const guarded = (): Promise<unknown> => caller(work);

const overBareNanos: number[] = [];
for (let pair = -warmUpSlices; pair < Number(pairs); pair += 1) {
  const withNothing = await nanosPerCall(bare, Number(sliceMs));
  const withAll = await nanosPerCall(guarded, Number(sliceMs));
  if (pair >= 0) overBareNanos.push(withAll - withNothing);
}
printResult(median(overBareNanos));
