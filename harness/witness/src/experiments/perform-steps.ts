import { type ExperimentRun } from '@holdfast/lab-api';
import { NotDone, perform } from './acts.ts';
import { Cast } from './cast.ts';
import { type Act, type Experiment, type Moment, type Step } from './experiment.ts';
import { kindOf } from './moments/index.ts';
import { Scene, type Sighting } from './scene.ts';
import { type Stage } from './stage.ts';

const lookEveryMs = 50;
const arming: ReadonlySet<Act['act']> = new Set<Act['act']>(['strike', 'fault', 'provider']);

export type MomentState = ExperimentRun['moments'][number];

/** How far a performance is, and what it has found out. */
export interface Progress {
  readonly step: string | null;
  readonly moments: readonly MomentState[];
  readonly orders: readonly string[];
  readonly curves: ExperimentRun['curves'];
  /** Why it proves nothing. */
  readonly voids: readonly string[];
  /** The moments that were not seen in time. */
  readonly failures: readonly string[];
}

/** Performs the steps of an experiment and watches for its moments. Ends at the first that is not seen. */
export class StepsPerformance {
  readonly cast: Cast;
  private readonly experiment: Experiment;
  private readonly stage: Stage;
  private readonly scene: Scene;
  private readonly onChange: () => void;
  private readonly states = new Map<string, MomentState>();
  private readonly voids: string[] = [];
  private readonly failures: string[] = [];
  private step: string | null = null;

  constructor(experiment: Experiment, stage: Stage, onChange: () => void = () => undefined) {
    this.experiment = experiment;
    this.stage = stage;
    this.onChange = onChange;
    this.cast = new Cast(stage);
    this.scene = new Scene(stage, this.cast);
    for (const { id } of experiment.steps.flatMap(({ moments }) => moments))
      this.states.set(id, { id, state: 'waiting', afterMs: null, message: null, detail: null });
  }

  get progress(): Progress {
    return {
      step: this.step,
      moments: [...this.states.values()],
      orders: this.orders(),
      curves: [...this.scene.curves].map(([name, curve]) => ({ name, requests: curve() })),
      voids: this.voids,
      failures: this.failures,
    };
  }

  /** Rejects only if the stage's signal is aborted, or the stage itself fails. */
  async run(): Promise<Progress> {
    const acts = this.experiment.steps.flatMap((step) => step.acts);
    // Read before anything is held: with many processes, it takes a while.
    if (acts.some(({ act }) => act === 'process')) await this.scene.instancesOf('');
    for (const step of this.experiment.steps) {
      await this.perform(step);
      if (this.voids.length + this.failures.length > 0) break;
    }
    this.voids.push(...(await this.stage.misses()));
    for (const [id, state] of this.states)
      if (state.state === 'waiting') this.note(id, { state: 'not_seen', detail: 'not reached' });
    return this.progress;
  }

  private async perform(step: Step): Promise<void> {
    const { stage, scene } = this;
    this.step = step.id;
    if (step.moments.some((moment) => moment.kind === 'process' && moment.isNew === true))
      await scene.rememberProcesses();
    const firstToAct = step.acts.findIndex(({ act }) => !arming.has(act));
    const toArm = step.acts.slice(0, Math.max(0, firstToAct));
    const isLast = (moment: Moment): boolean => kindOf(moment).isOfTheEnd?.(moment) === true;
    const ending = new AbortController();
    try {
      // The time of the moments begins once everything is armed.
      await this.act(toArm, ending);
      if (ending.signal.aborted) return;
      scene.begin(step.id);
      this.onChange();
      await Promise.all([
        this.act(step.acts.slice(toArm.length), ending),
        ...step.moments
          .filter((moment) => !isLast(moment))
          .map((moment) => this.watch(moment, ending.signal)),
      ]);
      for (const moment of step.moments.filter((each) => isLast(each) || this.mayHavePassed(each)))
        this.judge(moment, await this.look(moment), isLast(moment));
    } finally {
      ending.abort();
    }
    stage.signal.throwIfAborted();
  }

  /** Ends the step early if an act cannot be done. */
  private async act(acts: readonly Act[], ending: AbortController): Promise<void> {
    try {
      for (const act of acts)
        await perform(act, this.scene, AbortSignal.any([ending.signal, this.stage.signal]));
    } catch (error) {
      this.stage.signal.throwIfAborted();
      this.voids.push(error instanceof NotDone ? error.message : `An act failed: ${messageOf(error)}`);
      ending.abort();
    }
  }

  /** Looks until the moment is seen, its time is over, or the step has ended. */
  private async watch(moment: Moment, ending: AbortSignal): Promise<void> {
    const { stage, scene } = this;
    for (;;) {
      stage.signal.throwIfAborted();
      const isLate = scene.now() - scene.stepAt > moment.withinMs;
      const seen = await this.look(moment);
      if (typeof seen !== 'string' || isLate || ending.aborted) return this.judge(moment, seen, false);
      if (this.states.get(moment.id)?.detail !== seen) this.note(moment.id, { detail: seen });
      await stage.clock.pause(lookEveryMs, stage.signal);
    }
  }

  private async look(moment: Moment): Promise<Sighting | string> {
    try {
      return await kindOf(moment).look(moment, this.scene);
    } catch (error) {
      return `cannot be seen: ${messageOf(error)}`;
    }
  }

  private mayHavePassed(moment: Moment): boolean {
    return kindOf(moment).mayPass?.(moment) === true && this.states.get(moment.id)?.state === 'seen';
  }

  /** `isTimeless`: it was looked for at the end of the step, whenever that was. */
  private judge(moment: Moment, seen: Sighting | string, isTimeless: boolean): void {
    const known = this.states.get(moment.id);
    if (typeof seen !== 'string' && known?.state === 'seen') return;
    const afterMs = typeof seen === 'string' ? null : Math.max(0, Math.round(seen.at - this.scene.stepAt));
    if (typeof seen !== 'string' && (isTimeless || (afterMs ?? 0) <= moment.withinMs))
      return this.note(moment.id, { state: 'seen', afterMs, message: seen.message, detail: seen.detail });
    const detail = typeof seen === 'string' ? seen : `only after ${afterMs} ms`;
    this.note(moment.id, { state: 'not_seen', afterMs, message: null, detail });
    this.failures.push(
      `Not seen within ${moment.withinMs / 1_000} s: ${moment.text.replace(/\.$/, '')} (${detail}).`,
    );
  }

  private note(id: string, change: Partial<MomentState>): void {
    const known = this.states.get(id);
    if (known !== undefined) this.states.set(id, { ...known, ...change });
    this.onChange();
  }

  private orders(): readonly string[] {
    const ids = this.stage.responses().flatMap(({ text }) => /"orderId":"(ord_[^"]+)"/.exec(text)?.[1] ?? []);
    return [...new Set(ids)];
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
