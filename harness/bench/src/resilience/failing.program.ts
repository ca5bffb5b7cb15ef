/**
 * Measures a failing call after many successful ones: `failing.program.js CONTENDER SUCCESSES FAILURES`.
 * Prints a `Failing`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../measure/statistics.ts';
import { prepare } from './contenders.ts';
import { type Failing, printResult } from './program.ts';

/** Successes between two failures, so that no breaker opens. */
const successesBetween = 3;
/** The successes must still be in opossum's default window of 10 s. */
const longestMs = 3_000;
const samplesEveryMs = 1;
/** Successes in one turn of the event loop. */
const burst = 500;

const [name = '', successes, failures] = process.argv.slice(2);
const caller = (await prepare(name))('dependency');
const work = (): Promise<unknown> => Promise.resolve();
/** Created once, so that capturing its stack trace is not measured. */
const down = Object.assign(new Error('down'), { code: 'ECONNRESET' });
const failingWork = (): Promise<unknown> => Promise.reject(down);

async function succeed(times: number): Promise<void> {
  for (let n = 1; n <= times; n += 1) {
    await caller(work);
    if (n % burst === 0) await sleep(0);
  }
}

async function failOnce(): Promise<number> {
  const begun = performance.now();
  const isDown = await caller(failingWork).then(
    () => false,
    (error: unknown) => error === down || (error instanceof Error && error.cause === down),
  );
  const micros = (performance.now() - begun) * 1_000;
  if (!isDown) throw new Error(`${name} did not fail as its work did: is its breaker open?`);
  return micros;
}

await succeed(Number(successes));
const lag = monitorEventLoopDelay({ resolution: samplesEveryMs });
lag.enable();
const begun = performance.now();
const micros: number[] = [];
while (micros.length < Number(failures) && performance.now() - begun < longestMs) {
  await sleep(1);
  micros.push(await failOnce());
  await succeed(successesBetween);
}
lag.disable();
const sorted = Float64Array.from(micros).sort();
const failing: Failing = {
  p50Micros: quantile(sorted, 0.5),
  p99Micros: quantile(sorted, 0.99),
  longestLagMs: Math.max(0, lag.max / 1e6 - samplesEveryMs),
};
printResult(failing);
