import { type ExperimentRun } from '@holdfast/lab-api';
import { checkInvariants } from '../invariants/check-invariants.ts';
import { judge } from '@holdfast/engine';
import { type Experiment } from './experiment.ts';
import { StepsPerformance } from './perform-steps.ts';
import { type WholeStage } from './stage.ts';

/** 10 s: whatever is still in progress is named, and the experiment does not begin. */
const restBeforeMs = 10_000;
/** 90 s: pending orders are tried again with growing pauses, up to 15 s, once an outage is over. */
const restAfterMs = 90_000;
/** The invariants that ledgers and responses decide. The others judge the suite's own stack. */
const judged = new Set([1, 2, 3, 4, 6, 7, 8, 20]);

export interface RunOptions {
  readonly runId: string;
  /** Called after each change. */
  readonly onChange: (run: ExperimentRun) => void;
}

type Ending = Pick<ExperimentRun, 'state' | 'verdict' | 'reasons'>;

/** One run of an experiment, from rest to rest. */
export class ExperimentRunner {
  private readonly experiment: Experiment;
  private readonly stage: WholeStage;
  private readonly options: RunOptions;
  private readonly steps: StepsPerformance;
  private readonly startedAt: number;
  private ending: Ending = { state: 'preparing', verdict: null, reasons: [] };

  constructor(experiment: Experiment, stage: WholeStage, options: RunOptions) {
    this.experiment = experiment;
    this.stage = stage;
    this.options = options;
    this.startedAt = stage.clock.now();
    this.steps = new StepsPerformance(experiment, stage, () => this.report());
  }

  get run(): ExperimentRun {
    const { step, moments, orders, curves } = this.steps.progress;
    const { runId } = this.options;
    return {
      runId,
      experiment: this.experiment.id,
      step,
      startedAt: this.startedAt,
      moments,
      orders,
      curves,
      ...this.ending,
    };
  }

  /** Never rejects: a failure of the stage itself makes the run void. Heals in any case. */
  async finish(): Promise<ExperimentRun> {
    try {
      await this.act();
    } catch (error) {
      await this.healAfter(error);
    }
    this.report();
    return this.run;
  }

  private async act(): Promise<void> {
    const { stage, steps } = this;
    this.enter('preparing');
    await stage.heal();
    const before = await stage.rest(restBeforeMs);
    if (before.quietAt === undefined)
      return this.end('void', [
        `The system did not come to rest within 10 s: ${before.unfinished.slice(0, 5).join('; ')}.`,
      ]);
    this.enter('running');
    const { voids, failures } = await steps.run();
    this.enter('judging');
    await stage.heal();
    const healedAt = stage.clock.now();
    await steps.cast.settled();
    const rest = await stage.rest(restAfterMs);
    stage.signal.throwIfAborted();
    const evidence = stage.evidence({ startedAt: this.startedAt, healedAt }, rest);
    const { verdict, reasons } = judge({
      voids,
      assertions: failures,
      faults:
        rest.quietAt === undefined
          ? [`Still busy ${restAfterMs / 1_000} s later: ${rest.unfinished.slice(0, 5).join('; ')}.`]
          : [],
      invariants: checkInvariants(evidence).filter(({ number }) => judged.has(number)),
    });
    this.end(verdict, reasons);
  }

  private async healAfter(error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const healing = await this.stage.heal().then(
      () => [],
      (failure: unknown) => [`Not everything could be fixed: ${String(failure)}.`],
    );
    if (this.stage.signal.aborted)
      this.ending = { state: 'stopped', verdict: null, reasons: ['The run was stopped.', ...healing] };
    else this.end('void', [`The lab failed: ${reason}`, ...healing]);
  }

  private enter(state: ExperimentRun['state']): void {
    this.stage.signal.throwIfAborted();
    this.ending = { ...this.ending, state };
    this.report();
  }

  private end(verdict: ExperimentRun['verdict'], reasons: readonly string[]): void {
    this.ending = { state: 'done', verdict, reasons };
  }

  private report(): void {
    this.options.onChange(this.run);
  }
}
