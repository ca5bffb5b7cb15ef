import { type UsedTotals } from '@holdfast/witness';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { LiveStack } from '../system/live-stack.ts';
import { type Backlog, hasWrongClock, kindKey, stackKey } from './backlog.ts';
import { couldNotRun } from './could-not-run.ts';
import { type CheckInvariants, ScenarioRun } from './scenario-run.ts';
import { type StartStack } from '../system/stack.ts';
import { stackEnvironment } from './stack-environment.ts';
import { type Ports } from './stack-settings.ts';

export interface WorkerOptions {
  readonly number: number;
  readonly ports: Ports;
  readonly check: CheckInvariants;
  readonly start: StartStack;
  readonly totals: UsedTotals;
  readonly began: (scenario: Scenario) => void;
}

/**
 * A point from the golden runs may be missing in one run by chance; after three runs without it, it is
 * missed.
 */
const strikesAtMost = 3;

/** Runs scenarios one at a time, on the same stack as long as it is intact and has the right settings. */
export class Worker {
  private readonly options: WorkerOptions;
  private stack: LiveStack | undefined;
  private key: string | undefined;
  private kind: string | undefined;
  private done = 0;

  constructor(options: WorkerOptions) {
    this.options = options;
  }

  /** Returns when the backlog is empty or the signal is aborted; an interrupted scenario has no result. */
  async work(backlog: Backlog, signal: AbortSignal, report: (result: ScenarioResult) => void): Promise<void> {
    while (!signal.aborted) {
      const scenario = backlog.take(this.key);
      if (scenario === undefined) return;
      this.options.began(scenario);
      try {
        report(await this.runUntilStruck(scenario, signal));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    // An interrupted scenario leaves its faults behind.
    await this.close();
  }

  /** True if the settings of its stack can be changed. */
  get canChange(): boolean {
    return (
      this.stack?.process.changeEnvironment !== undefined &&
      this.key !== undefined &&
      !hasWrongClock(this.key)
    );
  }

  async close(): Promise<void> {
    const { stack } = this;
    this.stack = undefined;
    this.key = undefined;
    if (stack === undefined) return;
    await stack.stop();
    this.options.ports.release(stack.process.portBase);
  }

  /** Repeats a strike of the enumeration that hit nothing; in a handwritten scenario, a miss is a mistake. */
  private async runUntilStruck(scenario: Scenario, signal: AbortSignal): Promise<ScenarioResult> {
    let tries = 1;
    let result = await this.runOne(scenario, signal);
    while (isMissedPoint(result) && tries < strikesAtMost) {
      tries += 1;
      result = await this.runOne(scenario, signal);
    }
    return tries === 1 ? result : withTries(result, tries);
  }

  private async runOne(scenario: Scenario, signal: AbortSignal): Promise<ScenarioResult> {
    let stack: LiveStack;
    try {
      stack = await this.stackFor(scenario, signal);
    } catch (error) {
      signal.throwIfAborted();
      return couldNotRun(
        scenario,
        `The stack did not start: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    this.done += 1;
    const tag = `w${this.options.number}s${this.done}`;
    try {
      return await ScenarioRun.run(scenario, stack, tag, this.options.check, signal);
    } catch (error) {
      signal.throwIfAborted();
      stack.condemned = 'the suite failed on it';
      return couldNotRun(
        scenario,
        `The suite itself failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
      );
    }
  }

  private async stackFor(scenario: Scenario, signal: AbortSignal): Promise<LiveStack> {
    const key = stackKey(scenario);
    const { stack } = this;
    const isWhole = stack !== undefined && stack.condemned === undefined && !stack.process.isGone;
    if (isWhole && this.key === key) return stack;
    if (isWhole && this.canChange && this.kind === kindKey(scenario)) {
      this.key = key;
      await stack.changeEnvironment(stackEnvironment(scenario.settings));
      return stack;
    }
    await this.close();
    const base = await this.options.ports.take();
    this.key = key;
    this.kind = kindKey(scenario);
    const { start, totals } = this.options;
    this.stack = await LiveStack.of(await start(base, scenario, signal), totals);
    return this.stack;
  }
}

/** Not if the suite failed on it: nothing was judged then, and a repetition would hide why. */
const isMissedPoint = ({ verdict, point, invariants }: ScenarioResult): boolean =>
  verdict === 'void' && point !== undefined && invariants.length > 0;

function withTries(result: ScenarioResult, tries: number): ScenarioResult {
  const text = `Attempt ${tries}: the message to strike did not occur in earlier attempts.`;
  return {
    ...result,
    timeline: [{ at: result.startedAt, lane: 'suite', kind: 'note', text }, ...result.timeline],
  };
}
