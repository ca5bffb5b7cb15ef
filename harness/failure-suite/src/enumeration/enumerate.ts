import { type Message } from '@holdfast/lab-api';
import { type Enumerated, type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { join, type Point, pointsOf, type Recorded } from './crash-points.ts';
import { faultsOf } from './faults-of.ts';
import { goldenRun } from './golden-run.ts';
import { type Performance, performances } from './performance.ts';
import { strikeScenario } from './strike-scenario.ts';

/** Five: a message that occurs only sometimes is usually missing in one of them. */
const goldenRuns = 5;

/**
 * Performs each operation several times without faults and returns the messages of all runs, in order, and
 * those of some runs. @throws Error if an operation without faults did not hold
 */
export async function record(
  runner: Runner,
  signal?: AbortSignal,
  stopsAtFirstRed = false,
): Promise<Recorded> {
  const runs = new Map<Enumerable, (readonly Message[])[]>();
  const scenarios = performances.flatMap((performance) =>
    Array.from({ length: goldenRuns }, (_, run) =>
      goldenRun(performance, run + 1, (messages) => keep(runs, performance.operation, messages)),
    ),
  );
  const failures: string[] = [];
  for await (const { name, verdict, reasons } of runner.run(scenarios, signal)) {
    if (verdict !== 'held') failures.push(`${name}, without any fault: ${reasons.join('; ')}`);
    if (stopsAtFirstRed && failures.length > 0) break;
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return recordedOf(runs);
}

function keep(
  runs: Map<Enumerable, (readonly Message[])[]>,
  operation: Enumerable,
  messages: readonly Message[],
): void {
  runs.set(operation, [...(runs.get(operation) ?? []), messages]);
}

function recordedOf(runs: ReadonlyMap<Enumerable, readonly (readonly Message[])[]>): Recorded {
  const joined = new Map(
    [...runs].map(([operation, each]) => [operation, join(each.map((run) => pointsOf(operation, run)))]),
  );
  const recorded = performances.flatMap((performance) => {
    const own = joined.get(performance.operation);
    return own === undefined ? [] : [withoutThoseOf(own, performance, joined)];
  });
  return {
    points: recorded.flatMap(({ points }) => points),
    sometimes: recorded.flatMap(({ sometimes }) => sometimes),
  };
}

/** Removes points that are already struck in another operation. */
function withoutThoseOf(
  { points, sometimes }: Recorded,
  { beyond }: Performance,
  joined: ReadonlyMap<Enumerable, Recorded>,
): Recorded {
  const others = (beyond ?? []).flatMap((operation) => joined.get(operation)?.points ?? []);
  const known = new Set(others.map(placeOf));
  const isOwn = (point: Point): boolean => !known.has(placeOf(point));
  return { points: points.filter(isOwn), sometimes: sometimes.filter(isOwn) };
}

const placeOf = ({ route, direction, label, ordinal }: Point): string =>
  JSON.stringify([route, direction, label, ordinal]);

/** One scenario per point and fault. In every other one, the customer retries. */
export function strikesFor(points: readonly Point[]): Scenario[] {
  return points
    .flatMap((point) => faultsOf(point).map((fault) => ({ point, fault })))
    .map(({ point, fault }, n) =>
      strikeScenario(point, fault, (n + Math.floor(n / 4)) % 2 === 0 ? 'retries' : 'never retries'),
    );
}

/** Counts points and strikes per operation, and lists strikes that missed, with the reason. */
export function summarize(points: readonly Point[], results: readonly ScenarioResult[]): Enumerated[] {
  return performances.map(({ operation }) => {
    const own = points.filter((point) => point.operation === operation);
    const strikes = strikesFor(own);
    const ended = new Map(results.map((result) => [result.name, result]));
    const missed = strikes.flatMap(({ name }) => {
      const result = ended.get(name);
      if (result === undefined) return [`${name}: not run`];
      return result.verdict === 'void' ? [`${name}: ${result.reasons.join('; ')}`] : [];
    });
    return {
      operation,
      points: own.length,
      strikes: strikes.length,
      struck: strikes.length - missed.length,
      missed,
    };
  });
}
