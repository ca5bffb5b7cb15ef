import { say } from '../command-line.ts';
import { thisMachine } from '../measure/machine.ts';
import { cpuSeconds, ownCpuSeconds, watchOthers } from '../measure/cpu-time.ts';
import { assertReady } from '../needs/needs.ts';
import { type Callee, calleeProgram, startCallee } from './callee/callee.process.ts';
import { deaths, type DeathResult, offerToTheDead } from './dead/dead.ts';
import { goalsOf } from './goals.ts';
import { type HttpCost } from './http/http-cost.ts';
import { measureFailing, measureMemory, measureOverhead } from './in-process/in-process.ts';
import { runProgram } from './in-process/program.ts';
import { type Report, showReport } from './report.ts';
import { readOptions, type ResilienceOptions } from './resilience.options.ts';

/**
 * `npm run bench -- resilience`: the cost of a protected call, and the number of calls that still reach a
 * dead dependency.
 */
export async function benchResilience(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  assertReady({ programs: [calleeProgram] });
  const share = watchOthers(() => cpuSeconds(process.pid) - ownCpuSeconds());
  const callee = await startCallee();
  try {
    const measured = await measureAll(options, callee, signal);
    const report: Report = { machine: thisMachine(share()), ...measured, goals: goalsOf(measured) };
    console.log(options.isJson ? JSON.stringify(report, null, 2) : showReport(report));
  } finally {
    await callee.stop();
  }
}

async function measureAll(
  options: ResilienceOptions,
  callee: Callee,
  signal: AbortSignal,
): Promise<Omit<Report, 'machine' | 'goals'>> {
  const step = <T>(what: string, result: () => Promise<T>): Promise<T> => {
    say(what);
    return result();
  };
  const { rounds, calls } = options.http;
  return {
    overhead: await step('calls that succeed', () => measureOverhead(options, signal)),
    memory: await step('memory', () => measureMemory(options, signal)),
    failing: await step('calls that fail', () => measureFailing(options, signal)),
    http: await step('HTTP', () =>
      runProgram<HttpCost[]>('http/http-cost.program.js', [callee.url, rounds, calls], signal),
    ),
    deaths: await step('the dead', () => offerToAll(options, callee, signal)),
  };
}

async function offerToAll(
  { dead }: ResilienceOptions,
  callee: Callee,
  signal: AbortSignal,
): Promise<DeathResult[]> {
  const results: DeathResult[] = [];
  for (const death of deaths) results.push(await offerToTheDead(death, dead, callee, signal));
  return results;
}
