import { type Enumerated, enumeratedOf, habitOf, recordedOf } from '@holdfast/engine';
import { type Message } from '@holdfast/lab-api';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { goldenRun } from './golden-run.ts';
import { performancesWithout } from './performance.ts';
import { faultsOf, type Point, type Recorded } from './shop-points.ts';
import { strikeScenario } from './strike-scenario.ts';

/** Five: a message that occurs only sometimes is usually missing in one of them. */
const goldenRuns = 5;

export interface Recording {
  readonly signal?: AbortSignal | undefined;
  /** Default false. */
  readonly stopsAtFirstRed?: boolean;
  /** Services that the shop does not have, nor their operations. Default: none. */
  readonly withoutServices?: readonly string[];
}

/**
 * Performs each operation several times without faults and returns the messages of all runs, in order, and
 * those of some runs. @throws Error if an operation without faults did not hold
 */
export async function record(
  runner: Runner,
  { signal, stopsAtFirstRed = false, withoutServices = [] }: Recording = {},
): Promise<Recorded> {
  const performances = performancesWithout(withoutServices);
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
  return recordedOf(
    performances.map(({ operation, beyond }) => ({ operation, beyond, runs: runs.get(operation) ?? [] })),
  );
}

function keep(
  runs: Map<Enumerable, (readonly Message[])[]>,
  operation: Enumerable,
  messages: readonly Message[],
): void {
  runs.set(operation, [...(runs.get(operation) ?? []), messages]);
}

/** One scenario per point and fault. */
export function strikesFor(points: readonly Point[]): Scenario[] {
  return points
    .flatMap((point) => faultsOf(point).map((fault) => ({ point, fault })))
    .map(({ point, fault }, n) => strikeScenario(point, fault, habitOf(n)));
}

/** Counts points and strikes per operation, and lists strikes that missed, with the reason. */
export function summarize(
  points: readonly Point[],
  results: readonly ScenarioResult[],
  withoutServices: readonly string[] = [],
): Enumerated<Enumerable>[] {
  return performancesWithout(withoutServices).map(({ operation }) => {
    const own = points.filter((point) => point.operation === operation);
    return enumeratedOf(operation, own.length, strikesFor(own), results);
  });
}
