import { type Message } from '@holdfast/lab-api';
import { record, strikesFor } from '../../enumeration/enumerate.ts';
import { faultsOf, type Point } from '../../enumeration/shop-points.ts';
import { type ScenarioResult } from '../../report/suite-report.ts';
import { type Runner } from '../../run/runner.ts';
import { type Scenario } from '../../scenario/scenario.ts';
import { SeededRandom } from '@holdfast/witness';
import { newMessages } from './new-messages.ts';
import { explore, pair } from './pair-scenario.ts';

export interface PairsOptions {
  readonly seed: number;
  /** New pairs start for this long. */
  readonly minutes: number;
  /** Services that the shop does not have. Default: none. */
  readonly withoutServices?: readonly string[];
  readonly onResult?: (result: ScenarioResult) => void;
}

export interface PairsOutcome {
  readonly results: readonly ScenarioResult[];
  /** Second faults whose message did not occur, with the reason: recoveries differ from run to run. */
  readonly missed: readonly string[];
}

/** Second faults per first fault. */
const pairsPerFirst = 3;

/**
 * Runs pairs of faults. The second strikes only messages that the first causes: a crash during recovery. The
 * seed decides the order, the minutes how many.
 */
export async function pairsRun(
  runner: Runner,
  { seed, minutes, withoutServices = [], onResult }: PairsOptions,
  signal?: AbortSignal,
): Promise<PairsOutcome> {
  const endsAt = Date.now() + minutes * 60_000;
  const golden = await record(runner, { signal, withoutServices });
  const random = new SeededRandom(seed, 0, 2);
  const firsts = strikesFor(golden.points).filter(({ operation }) => operation !== 'recommendations');
  const usual = [...golden.points, ...golden.sometimes];
  const results: ScenarioResult[] = [];
  const missed: string[] = [];
  const take = (result: ScenarioResult): void => {
    results.push(result);
    onResult?.(result);
  };
  while (firsts.length > 0 && Date.now() < endsAt && signal?.aborted !== true) {
    const [first] = firsts.splice(random.between(0, firsts.length - 1), 1);
    if (first === undefined) break;
    const seconds = await secondsOf(runner, first, usual, take, signal);
    const scenarios = draw(seconds, random).map((point, index) =>
      pair(first, point, random.pick(faultsOf(point)), index + 1),
    );
    for await (const result of runner.run(scenarios, signal)) {
      if (result.verdict === 'void') missed.push(`${result.name}: ${result.reasons.join('; ')}`);
      else take(result);
    }
  }
  return { results, missed };
}

function draw(points: Point[], random: SeededRandom): Point[] {
  const left = [...points];
  return Array.from({ length: Math.min(pairsPerFirst, left.length) }, () =>
    left.splice(random.between(0, left.length - 1), 1),
  ).flat();
}

async function secondsOf(
  runner: Runner,
  first: Scenario,
  golden: readonly Point[],
  take: (result: ScenarioResult) => void,
  signal: AbortSignal | undefined,
): Promise<Point[]> {
  const said: { before: readonly Message[]; after: readonly Message[] } = { before: [], after: [] };
  const exploring = explore(first, (before, after) => Object.assign(said, { before, after }));
  for await (const result of runner.run([exploring], signal)) if (result.verdict === 'broken') take(result);
  const { operation = 'checkout' } = first;
  return newMessages(operation, golden, said.before, said.after);
}
