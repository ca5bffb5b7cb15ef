import { type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { inWords, type Plan, type PlannedFault } from '@holdfast/witness';
import { planScenario } from './replay/plan-scenario.ts';
import { Observations } from './replay/observations.ts';
import { smallestFailing } from './shrink.ts';

/** 12 replays take about six minutes; by then, reading the failure is faster than shrinking further. */
const mostReplays = 12;
/** Replays of the smallest plan that measure how reliably it fails. */
const confirmations = 5;

export interface Shrunk {
  readonly smallest: Plan;
  /** The number of replays of the smallest plan that failed. */
  readonly reproduced: number;
  readonly replays: number;
}

/** Finds by replay the fewest faults with which the plan still fails. */
export async function shrinkPlan(
  runner: Runner,
  plan: Plan,
  say: (text: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Shrunk> {
  const state = { replays: 0 };
  const fails = async (faults: readonly PlannedFault[]): Promise<boolean> => {
    state.replays += 1;
    const result = await replay(runner, { ...plan, faults }, signal);
    say(`With ${faults.map(inWords).join('; ')}: ${result?.verdict ?? 'stopped'}.`);
    return result?.verdict === 'broken';
  };
  const mayGoOn = (): boolean => signal?.aborted !== true && state.replays < mostReplays;
  const smallest = { ...plan, faults: await smallestFailing(plan.faults, fails, mayGoOn) };

  let reproduced = 0;
  let replays = 0;
  while (replays < confirmations && signal?.aborted !== true) {
    replays += 1;
    if ((await replay(runner, smallest, signal))?.verdict === 'broken') reproduced += 1;
  }
  return { smallest, reproduced, replays };
}

async function replay(runner: Runner, plan: Plan, signal?: AbortSignal): Promise<ScenarioResult | undefined> {
  for await (const result of runner.run([planScenario(plan, new Observations())], signal)) return result;
  return undefined;
}
