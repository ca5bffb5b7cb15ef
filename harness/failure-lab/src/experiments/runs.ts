import { type Capability, type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { type Experiment, ExperimentRunner, type WholeStage } from '@holdfast/witness';
import { EventEmitter } from 'node:events';
import { type Works } from '../context/works.ts';
import { conflict, Problem } from '../control/problem.ts';

/** A stage that must be left in the end. */
export type RunStage = WholeStage & { close(): void };

export interface RunsOptions {
  readonly has: readonly Capability[];
  /** Customers stay away and readings are worth their cost, until the returned function is called. */
  readonly prepare: () => () => void;
  readonly openStage: (signal: AbortSignal) => RunStage;
  readonly works: Works;
  /** Aborts when the lab ends. */
  readonly stopping: AbortSignal;
}

interface Running {
  readonly runner: ExperimentRunner;
  readonly stop: AbortController;
  readonly finished: Promise<ExperimentRun>;
}

/** The runs of experiments, one at a time. The last ones are kept. */
export class Runs {
  private readonly options: RunsOptions;
  private readonly known = new Map<string, ExperimentRun>();
  private readonly emitter = new EventEmitter<{ change: [] }>();
  private running: Running | undefined;
  private started = 0;

  constructor(options: RunsOptions) {
    this.options = options;
    options.works.add(() => this.work);
    this.emitter.setMaxListeners(0);
  }

  /** The run at work, or the last one; null if there was none. */
  get last(): ExperimentRun | null {
    return [...this.known.values()].at(-1) ?? null;
  }

  of(runId: string): ExperimentRun | undefined {
    return this.known.get(runId);
  }

  onChange(changed: () => void): () => void {
    this.emitter.on('change', changed);
    return () => void this.emitter.off('change', changed);
  }

  lacks({ needs }: Pick<Experiment, 'needs'>): readonly Capability[] {
    return needs.filter((each) => !this.options.has.includes(each));
  }

  /** Throws `Problem` if the stack lacks something, or another run is at work. */
  start(experiment: Experiment): ExperimentRun {
    const lacks = this.lacks(experiment);
    if (lacks.length > 0)
      throw new Problem(
        422,
        'Not possible on this stack',
        `"${experiment.title}" needs ${listed(experiment.needs)}. This stack lacks ${listed(lacks)}.`,
      );
    const current = this.options.works.current;
    if (current !== undefined) throw conflict(current);
    return this.begin(experiment);
  }

  /** Resolves once the run has ended and everything is healed. Undefined if there is no such run. */
  async stop(runId: string): Promise<ExperimentRun | undefined> {
    if (this.running?.runner.run.runId !== runId) return this.known.get(runId);
    return this.stopRunning(this.running);
  }

  /** Stops the run at work, and returns its name. */
  async stopAny(): Promise<string | undefined> {
    return this.running === undefined ? undefined : (await this.stopRunning(this.running)).experiment;
  }

  private get work(): string | undefined {
    if (this.running === undefined) return undefined;
    const { runId, experiment } = this.running.runner.run;
    return `The experiment ${experiment} is running. DELETE /runs/${runId} stops it.`;
  }

  private stopRunning({ stop, finished }: Running): Promise<ExperimentRun> {
    stop.abort(new Error('The run was stopped.'));
    return finished;
  }

  private begin(experiment: Experiment): ExperimentRun {
    const { openStage, stopping } = this.options;
    const stop = new AbortController();
    const stage = openStage(AbortSignal.any([stop.signal, stopping]));
    this.started += 1;
    const runner = new ExperimentRunner(experiment, stage, {
      runId: `run-${this.started}`,
      onChange: (run) => this.keep(run),
    });
    const finished = this.finish(runner, stage);
    this.running = { runner, stop, finished };
    this.keep(runner.run);
    return runner.run;
  }

  private async finish(runner: ExperimentRunner, stage: RunStage): Promise<ExperimentRun> {
    const end = this.options.prepare();
    try {
      return await runner.finish();
    } finally {
      stage.close();
      this.running = undefined;
      end();
      this.emitter.emit('change');
    }
  }

  private keep(run: ExperimentRun): void {
    this.known.set(run.runId, run);
    const [oldest] = this.known.keys();
    if (this.known.size > keptRuns && oldest !== undefined) this.known.delete(oldest);
    this.emitter.emit('change');
  }
}

const keptRuns = 50;

const words: Readonly<Record<Capability, string>> = {
  processes: 'a supervisor of processes',
  redis: 'Redis',
  simulator: 'the local Stripe',
  'three-d-secure': 'the local Stripe with banks that ask first',
  recommendations: 'recommendations',
};

const listed = (capabilities: readonly Capability[]): string =>
  new Intl.ListFormat('en-US').format(capabilities.map((each) => words[each]));

/** An experiment as pages show it. */
export const reportOf = (experiment: Experiment, lacks: readonly Capability[]): ExperimentReport => ({
  number: experiment.number,
  id: experiment.id,
  title: experiment.title,
  lesson: experiment.lesson,
  needs: experiment.needs,
  lacks,
  predict: experiment.predict,
  steps: experiment.steps.map(({ id, text, moments }) => ({
    id,
    text,
    moments: moments.map((moment) => ({ id: moment.id, text: moment.text, withinMs: moment.withinMs })),
  })),
  afterwards: experiment.afterwards,
  tryIt: experiment.tryIt,
});
