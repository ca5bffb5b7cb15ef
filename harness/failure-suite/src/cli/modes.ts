import { readFileSync } from 'node:fs';
import {
  compare,
  demandAll,
  matches,
  pin,
  readPinned,
  select,
  struck,
  withoutSometimes,
} from '@holdfast/engine';
import { findRedis } from '@holdfast/local-stack';
import { record, strikesFor, summarize } from '../enumeration/enumerate.ts';
import { aboutPoints, isPointOf, type Point, pointsFile } from '../enumeration/shop-points.ts';
import { pairsRun } from '../random/pairs/pairs-run.ts';
import { readPlan } from '@holdfast/witness';
import { randomRun } from '../random/random-run.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { scenariosByHand as byHand } from '../scenarios/index.ts';
import { type Capabilities, lacking, runnable, spread, thisShopHasNo } from './select.ts';
import { type Suite } from './suite.ts';

/** Containers always have Redis; local stacks need one on the PATH. */
function capabilitiesOf({ command, withoutServices }: Suite): Capabilities {
  const hasContainers = command.target === 'compose';
  return { hasContainers, hasRedis: hasContainers || findRedis() !== undefined, withoutServices };
}

/** Runs what this machine can run, and lists the rest as not run. */
async function runSome(suite: Suite, scenarios: readonly Scenario[]): Promise<void> {
  const { run, notRun } = runnable(scenarios, capabilitiesOf(suite));
  suite.notRun.push(...notRun);
  await suite.run(run);
}

const withoutRedis = 'the crash enumeration: it needs Redis, which is not on the PATH';

/** Lists the points of services that this shop does not have as not run. */
function pinnedPoints({ withoutServices, notRun }: Suite): readonly string[] {
  const pinned = readPinned(pointsFile);
  for (const service of withoutServices.filter((each) => pinned.some((point) => isPointOf(each, point))))
    notRun.push(`the crash points of ${service}: ${thisShopHasNo(service)}`);
  return pinned.filter((point) => !withoutServices.some((service) => isPointOf(service, point)));
}

/**
 * Records all operations. A pinned point that is missing, or a new one that is not accepted, fails the run.
 */
async function recordPoints(suite: Suite): Promise<readonly Point[]> {
  if (!capabilitiesOf(suite).hasRedis) {
    suite.notRun.push(withoutRedis);
    return [];
  }
  suite.progress.say('Recording every message of every operation …');
  const { signal, withoutServices, command } = suite;
  const { stopsAtFirstRed, isPinning } = command;
  const all = await record(suite.runner, { signal, stopsAtFirstRed, withoutServices });
  if (signal.aborted) return [];
  if (isPinning) pin(all, pointsFile, aboutPoints);
  const recorded = withoutSometimes(all, pointsFile);
  const pinned = pinnedPoints(suite);
  const { dropped, added } = compare(pinned, recorded);
  suite.complaints.push(...dropped.map((name) => `missing crash point: ${name}`));
  suite.complaints.push(
    ...added.map((name) => `new crash point (accept it with --points --accept-points): ${name}`),
  );
  return struck(pinned, recorded);
}

export async function all(suite: Suite): Promise<void> {
  const points = await recordPoints(suite);
  await runSome(suite, spread(byHand, strikesFor(points)));
  suite.enumerated = summarize(points, suite.results, suite.withoutServices);
}

/** Records points only if a name does not match a handwritten scenario. */
export async function only(suite: Suite): Promise<void> {
  const patterns = suite.command.only;
  const isByHand = (pattern: string): boolean => byHand.some(({ name }) => matches(pattern, name));
  if (patterns.every(isByHand)) return runSome(suite, select(patterns, byHand));
  const known = [...byHand, ...strikesFor(await recordPoints(suite))];
  if (suite.signal.aborted) return;
  demandAll(patterns, known);
  await runSome(suite, select(patterns, known));
}

/**
 * Strikes per operation in the short form, evenly spaced, so that each run has the same ones. Only first
 * messages of their kind: whether a second one occurs can depend on timing.
 */
const shortPerOperation = 4;

export function shortOf(strikes: readonly Scenario[]): Scenario[] {
  const operations = [...new Set(strikes.map(({ operation }) => operation))];
  return operations.flatMap((operation) => {
    const own = strikes.filter(
      (scenario) => scenario.operation === operation && scenario.point?.ordinal === 1,
    );
    const step = Math.max(1, Math.floor(own.length / shortPerOperation));
    return own.filter((_, index) => index % step === 0).slice(0, shortPerOperation);
  });
}

export async function short(suite: Suite): Promise<void> {
  const points = await recordPoints(suite);
  const shortByHand = byHand.filter(({ isShort = false }) => isShort);
  await runSome(suite, spread(shortByHand, shortOf(strikesFor(points))));
}

export async function points(suite: Suite): Promise<void> {
  const recorded = await recordPoints(suite);
  for (const { operation } of summarize(recorded, [], suite.withoutServices)) {
    const own = recorded.filter((point) => point.operation === operation);
    suite.progress.say(`${operation}: ${own.length} points, ${strikesFor(own).length} strikes`);
  }
}

/** The lines of `--list`. */
export function listed(): string[] {
  const pinned = readPinned(pointsFile);
  return [
    ...byHand.map(({ name, broken }) => `${name}\n    ${broken}`),
    `plus ${pinned.length} crash points, each with every fault that can strike it`,
  ];
}

/** Without --seed, the clock provides one; the terminal and the report show it. */
export async function random(suite: Suite): Promise<void> {
  const { seed = Date.now() % 2 ** 32, minutes = 3, planFile } = suite.command;
  const plans = planFile === undefined ? {} : { plans: [readPlan(readFileSync(planFile, 'utf8'))] };
  if (planFile === undefined) suite.progress.say(`Seed ${seed}, for ${minutes} minutes.`);
  if (planFile === undefined) suite.seeds.push(seed);
  const outcome = await randomRun(
    suite.runner,
    {
      seed,
      minutes,
      ...plans,
      cannotRun: (scenario) => lacking(scenario, capabilitiesOf(suite)),
      withoutServices: suite.withoutServices,
      onResult: (result) => suite.take(result),
      say: (text) => suite.progress.say(text),
    },
    suite.signal,
  );
  suite.notRun.push(...outcome.notRun);
  suite.complaints.push(...outcome.never.map((what) => `never occurred in this run: ${what}`));
}

export async function pairs(suite: Suite): Promise<void> {
  const { seed = 1, minutes = 10 } = suite.command;
  suite.seeds.push(seed);
  const outcome = await pairsRun(
    suite.runner,
    {
      seed,
      minutes,
      withoutServices: suite.withoutServices,
      onResult: (result) => suite.take(result),
    },
    suite.signal,
  );
  suite.notRun.push(...outcome.missed);
}
