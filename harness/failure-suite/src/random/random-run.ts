import { type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type Sometimes } from '../system/system.ts';
import { FailingPlans } from './failing-plans.ts';
import { drawPlan } from './plan/draw-plan.ts';
import { themes } from './plan/fault-table.ts';
import { nameOf, type Plan } from './plan/plan.ts';
import { planScenario } from './replay/plan-scenario.ts';
import { Observations } from './replay/observations.ts';
import { shrinkPlan } from './shrink-plan.ts';

export interface RandomOptions {
  readonly seed: number;
  /** For so long new plans are begun; shrinking what failed comes on top. */
  readonly minutes: number;
  /** Only these, in place of what the seed draws and of what was kept. */
  readonly plans?: readonly Plan[];
  /** Where failing plans are kept. */
  readonly folder?: string;
  /** Default: yes. */
  readonly shrinks?: boolean;
  /** Told of each result as it ends. */
  readonly onResult?: (result: ScenarioResult) => void;
  /** Told what is going on between results. */
  readonly say?: (text: string) => void;
}

export interface RandomOutcome {
  readonly results: readonly ScenarioResult[];
  readonly sometimes: readonly { readonly what: Sometimes; readonly count: number }[];
  /** What should have happened at least once and never did: it fails the run. */
  readonly never: readonly Sometimes[];
  /** What was left out of this run, and why. */
  readonly notRun: readonly string[];
}

/** Where failing plans are kept when nothing else is said. */
export const failingFolder = 'reports/failing-plans';

/**
 * Runs plans that failed before, then plan after plan of the seed until the time is over. What fails is kept as a file, shrunk by replay to the
 * fewest faults that still fail, and says how often it failed again: processes are not deterministic.
 */
export async function randomRun(
  runner: Runner,
  options: RandomOptions,
  signal?: AbortSignal,
): Promise<RandomOutcome> {
  const kept = new FailingPlans(options.folder ?? failingFolder);
  const observations = new Observations();
  const plans = new Map<string, Plan>();
  const results: ScenarioResult[] = [];
  const notRun: string[] = [];
  const failed: Failed[] = [];
  const first = options.plans ?? (await kept.all());
  const take = (result: ScenarioResult): void => {
    results.push(result);
    options.onResult?.(result);
  };
  for await (const result of runner.run(scenarios(options, first, observations, plans), signal)) {
    const plan = plans.get(result.name);
    if (plan !== undefined && result.verdict === 'broken')
      failed.push(await keep({ result, plan, kept, options }));
    else take(result);
    if (isHopeless(results)) {
      notRun.push('All plans after these: no stack would start.');
      break;
    }
  }
  // Not before: replays are to have the stacks for themselves, as plans have.
  for (const each of failed) take(await shrunk(runner, each, signal));
  const isWhole = options.plans === undefined && plans.size >= first.length + themes.length;
  return {
    results,
    sometimes: observations.all,
    never: isWhole ? observations.never : [],
    notRun: isWhole
      ? notRun
      : [
          ...notRun,
          `What should happen sometimes in random runs was not judged: only ${plans.size} plans ran.`,
        ],
  };
}

/** Three plans one after the other that found no stack to run on. */
function isHopeless(results: readonly ScenarioResult[]): boolean {
  const last = results.slice(-3);
  const foundNone = ({ reasons }: ScenarioResult): boolean =>
    reasons[0]?.startsWith('No stack would start') === true;
  return last.length === 3 && last.every(foundNone);
}

function* scenarios(
  { seed, minutes, plans: only }: RandomOptions,
  first: readonly Plan[],
  observations: Observations,
  plans: Map<string, Plan>,
): Generator<Scenario> {
  const endsAt = Date.now() + minutes * 60_000;
  const next = (plan: Plan): Scenario => {
    plans.set(nameOf(plan), plan);
    return planScenario(plan, observations);
  };
  for (const plan of first) yield next(plan);
  if (only !== undefined) return;
  for (let number = 1; Date.now() < endsAt; number += 1) {
    const plan = drawPlan(seed, number);
    if (!plans.has(nameOf(plan))) yield next(plan);
  }
}

interface Broken {
  readonly result: ScenarioResult;
  readonly plan: Plan;
  readonly kept: FailingPlans;
  readonly options: RandomOptions;
}

interface Failed extends Broken {
  readonly file: string;
}

async function keep(broken: Broken): Promise<Failed> {
  const { result, plan, kept, options } = broken;
  const file = await kept.keep(plan);
  options.say?.(`${result.name} failed: ${result.reasons.join('; ')}. Its plan is kept in ${file}.`);
  return { ...broken, file };
}

/** Tells with the result how many of its faults are enough, found by replay. */
async function shrunk(
  runner: Runner,
  { result, plan, kept, options, file }: Failed,
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  if (options.shrinks === false || signal?.aborted === true)
    return { ...result, reasons: [...result.reasons, `Replay it with --plan ${file}.`] };
  const { smallest, reproduced, replays } = await shrinkPlan(runner, plan, options.say, signal);
  await kept.keep(smallest);
  const said = `Shrunk from ${plan.faults.length} faults to ${smallest.faults.length}, which failed again in ${reproduced} of ${replays} replays. Replay it with --plan ${file}.`;
  return { ...result, reasons: [...result.reasons, said] };
}
