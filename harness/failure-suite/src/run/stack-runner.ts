import { UsedTotals } from '@holdfast/witness';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { Backlog } from './backlog.ts';
import { ResultQueue } from './result-queue.ts';
import { RunEnded } from './run-ended.ts';
import { type Runner } from './runner.ts';
import { type CheckInvariants } from './scenario-run.ts';
import { type StartStack } from '../system/stack.ts';
import { Ports } from './stack-settings.ts';
import { Worker } from './worker.ts';

export interface StackRunnerOptions {
  /** The number of parallel stacks. Default 2. */
  readonly workers?: number;
  readonly check: CheckInvariants;
  readonly start: StartStack;
  /** The first port of its stacks. Default 20000. */
  readonly portBase?: number;
  /** Called when a scenario starts. */
  readonly began?: (scenario: Scenario) => void;
}

/** Runs scenarios on its own stacks and reuses each until a scenario damages it. */
export class StackRunner implements Runner {
  private readonly workers: readonly Worker[];
  private isRunning = false;

  constructor({ workers = 2, check, start, portBase = 20_000, began = () => undefined }: StackRunnerOptions) {
    const ports = new Ports(portBase);
    const totals = new UsedTotals();
    this.workers = Array.from(
      { length: workers },
      (_, number) => new Worker({ number, ports, totals, check, start, began }),
    );
  }

  async *run(scenarios: Iterable<Scenario>, signal?: AbortSignal): AsyncGenerator<ScenarioResult> {
    if (this.isRunning) throw new Error('Another run has not ended.');
    this.isRunning = true;
    const ending = new AbortController();
    const both = AbortSignal.any([ending.signal, ...(signal === undefined ? [] : [signal])]);
    const results = new ResultQueue<ScenarioResult>();
    const working = this.work(scenarios, both, (result) => results.push(result)).then(
      () => results.close(),
      (failure: Error) => {
        ending.abort(failure);
        results.close({ failure });
      },
    );
    try {
      yield* results;
    } finally {
      // The reader stopped early: stop the work too.
      ending.abort(new RunEnded());
      await working;
      this.isRunning = false;
    }
  }

  /**
   * All workers in parallel; then one of them, with all other stacks stopped, runs the scenarios that must
   * run alone.
   */
  private async work(
    scenarios: Iterable<Scenario>,
    signal: AbortSignal,
    report: (result: ScenarioResult) => void,
  ): Promise<void> {
    const listed = Array.isArray(scenarios) ? (scenarios as readonly Scenario[]) : undefined;
    const together = new Backlog(listed?.filter(({ isAlone }) => isAlone !== true) ?? scenarios);
    await Promise.all(this.workers.map((worker) => worker.work(together, signal, report)));
    const alone = listed?.filter(({ isAlone }) => isAlone === true) ?? [];
    const [first, ...others] = this.workers.toSorted(
      (one, other) => Number(other.canChange) - Number(one.canChange),
    );
    if (alone.length === 0 || first === undefined) return;
    await Promise.all(others.map((worker) => worker.close()));
    await first.work(new Backlog(alone), signal, report);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
