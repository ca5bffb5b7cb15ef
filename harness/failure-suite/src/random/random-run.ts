import { type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type Sometimes } from '../system/system.ts';
import { FailingPlans } from './failing-plans.ts';
import { drawConfiguredPlan, type Plan, planWithout, themes } from '@holdfast/witness';
import { planScenario } from './replay/plan-scenario.ts';
import { Observations } from './replay/observations.ts';
import { shrinkPlan } from './shrink-plan.ts';

export interface RandomOptions {
  readonly seed: number;
  /** New plans start for this long; shrinking takes additional time. */
  readonly minutes: number;
  /** Runs only these plans instead of drawn and kept ones. */
  readonly plans?: readonly Plan[];
  /** Services that the shop does not have: plans leave out their faults. Default: none. */
  readonly withoutServices?: readonly string[];
  /** The folder for failing plans. Default `reports/failing-plans`. */
  readonly folder?: string;
  /** Why a plan cannot run here; it is left out then. Default: all can. */
  readonly cannotRun?: (scenario: Scenario) => string | undefined;
  /** Default true. */
  readonly shrinks?: boolean;
  /** Called with each result. */
  readonly onResult?: (result: ScenarioResult) => void;
  /** Called with progress messages. */
  readonly say?: (text: string) => void;
}

export interface RandomOutcome {
  readonly results: readonly ScenarioResult[];
  readonly sometimes: readonly { readonly what: Sometimes; readonly count: number }[];
  /** Required rare events that never occurred; they fail the run. */
  readonly never: readonly Sometimes[];
  /** Plans that were left out, with the reason. */
  readonly notRun: readonly string[];
}

export const failingFolder = 'reports/failing-plans';

/**
 * Runs kept plans first, then plans of the seed until the time is up. A failing plan is kept as a file and
 * shrunk by replay to the fewest faults that still fail; the result says how often it failed again.
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
  const drawn = scenarios({ options, first, observations, plans, notRun });
  for await (const result of runner.run(drawn, signal)) {
    const plan = plans.get(result.name);
    if (plan !== undefined && result.verdict === 'broken')
      failed.push(await keep({ result, plan, kept, options }));
    else take(result);
    if (isHopeless(results)) {
      notRun.push('All later plans: no stack starts.');
      break;
    }
  }
  // Replays need the stacks for themselves, so they run after all plans.
  for (const each of failed) take(await shrunk(runner, each, signal));
  const isWhole = options.plans === undefined && plans.size >= first.length + themes.length;
  return {
    results,
    sometimes: observations.all,
    never: isWhole ? observations.never(options.withoutServices) : [],
    notRun: isWhole ? notRun : [...notRun, `Rare events were not checked: only ${plans.size} plans ran.`],
  };
}

/** True if three plans in a row found no stack. */
function isHopeless(results: readonly ScenarioResult[]): boolean {
  const last = results.slice(-3);
  const foundNone = ({ reasons }: ScenarioResult): boolean =>
    reasons[0]?.startsWith('The stack did not start') === true;
  return last.length === 3 && last.every(foundNone);
}

interface Sources {
  readonly options: RandomOptions;
  readonly first: readonly Plan[];
  readonly observations: Observations;
  /** Gets every plan that is handed out. */
  readonly plans: Map<string, Plan>;
  readonly notRun: string[];
}

function* scenarios({ options, first, observations, plans, notRun }: Sources): Generator<Scenario> {
  const endsAt = Date.now() + options.minutes * 60_000;
  for (const whole of plansOf(options, first, endsAt)) {
    const plan = planWithout(whole, options.withoutServices ?? []);
    const scenario = planScenario(plan, observations);
    const reason = options.cannotRun?.(scenario);
    if (reason !== undefined) notRun.push(`${scenario.name}: ${reason}`);
    else if (!plans.has(scenario.name)) {
      plans.set(scenario.name, plan);
      yield scenario;
    }
  }
}

function* plansOf({ seed, plans }: RandomOptions, first: readonly Plan[], endsAt: number): Generator<Plan> {
  yield* first;
  if (plans !== undefined) return;
  for (let number = 1; Date.now() < endsAt; number += 1) yield drawConfiguredPlan(seed, number);
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
  options.say?.(`${result.name} failed: ${result.reasons.join('; ')}. Its plan is in ${file}.`);
  return { ...broken, file };
}

/** Shrinks the plan by replay and adds the outcome to the result. */
async function shrunk(
  runner: Runner,
  { result, plan, kept, options, file }: Failed,
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  if (options.shrinks === false || signal?.aborted === true)
    return { ...result, reasons: [...result.reasons, `Replay it with --plan ${file}.`] };
  const { smallest, reproduced, replays } = await shrinkPlan(runner, plan, options.say, signal);
  await kept.keep(smallest);
  const said = `Shrunk from ${plan.faults.length} faults to ${smallest.faults.length}; it failed in ${reproduced} of ${replays} replays. Replay it with --plan ${file}.`;
  return { ...result, reasons: [...result.reasons, said] };
}
