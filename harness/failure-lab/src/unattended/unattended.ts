import { type LabVerdict, type UnattendedReport } from '@holdfast/lab-api';
import { drawPlan, inWords, judge, now, pause, type Plan } from '@holdfast/witness';
import { type Performed } from './perform-plan.ts';

export interface UnattendedDeps {
  /** Leaves out what this stack cannot do. */
  readonly possible: (plan: Plan) => Promise<Plan>;
  readonly perform: (plan: Plan, signal: AbortSignal) => Promise<Performed>;
  /** Refuses at the banks that still ask customers of the last plan: they left before they were asked. */
  readonly leaveBanks: () => Promise<void>;
  /** Customers stay away and the ledgers are read until the returned function is called. */
  readonly calm: () => () => void;
  /** The verdict of a new reading. */
  readonly nextVerdict: () => Promise<LabVerdict>;
  /** Aborts when the lab ends. */
  readonly stopping: AbortSignal;
  /** Default 15 s. */
  readonly healMs?: number;
  /** Default 90 s. */
  readonly restMs?: number;
}

type Result = UnattendedReport['results'][number];

/** 15 s: a healed system is left alone for so long. */
const defaultHealMs = 15_000;
/** 90 s: with the shipped timings, breakers, webhooks and emails are tried again within that time. */
const defaultRestMs = 90_000;
/** 500 plans: four hours. */
const mostResults = 500;

interface Running {
  readonly stop: AbortController;
  readonly finished: Promise<void>;
}

/** Random plans from a seed, one after another, each judged by the verdict after it. */
export class Unattended {
  private readonly deps: UnattendedDeps;
  private readonly listeners = new Set<() => void>();
  private running: Running | undefined;
  private state: UnattendedReport = off(1, 10);

  constructor(deps: UnattendedDeps) {
    this.deps = deps;
  }

  get report(): UnattendedReport {
    return this.state;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Must not be running. */
  start(seed: number, minutes: number): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.deps.stopping]);
    this.state = { ...off(seed, minutes), state: 'running', startedAt: now() };
    this.running = { stop, finished: this.run(signal, now() + minutes * 60_000) };
    this.changed();
  }

  /** Resolves once everything that the plan broke is undone. True if it was running. */
  async stop(): Promise<boolean> {
    const { running } = this;
    if (running === undefined) return false;
    this.set({ state: 'stopping' });
    running.stop.abort(new Error('the plans were stopped'));
    await running.finished;
    return true;
  }

  private async run(signal: AbortSignal, endsAt: number): Promise<void> {
    try {
      for (let number = 1; now() < endsAt && !signal.aborted; number += 1) {
        const plan = await this.deps.possible(drawPlan(this.state.seed, number));
        if (plan.faults.length > 0) await this.runPlan(plan, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.add({ plan: 'All plans', verdict: 'void', reasons: [String(error)] });
    } finally {
      this.running = undefined;
      this.set({ state: signal.aborted ? 'off' : 'done', plan: null, phase: null });
    }
  }

  private async runPlan(plan: Plan, signal: AbortSignal): Promise<void> {
    const words = `Plan ${plan.number}: ${plan.faults.map(inWords).join('; ')}.`;
    const before = await this.deps.nextVerdict();
    this.set({ plan: words, phase: 'breaking' });
    const performed = await this.deps.perform(plan, signal);
    if (signal.aborted) return;
    this.set({ phase: 'healing' });
    const resume = this.deps.calm();
    try {
      const after = await this.untilRest(signal);
      this.add({ plan: words, ...judged(performed, before, after) });
    } finally {
      resume();
    }
  }

  /** Until nothing is in progress in two readings, so that the second one agrees with the first. */
  private async untilRest(signal: AbortSignal): Promise<LabVerdict> {
    const { healMs = defaultHealMs, restMs = defaultRestMs, nextVerdict, leaveBanks } = this.deps;
    const healed = now();
    await pause(healMs, signal);
    for (let quiet = 0; ;) {
      await leaveBanks();
      const verdict = await nextVerdict();
      signal.throwIfAborted();
      quiet = isAtRest(verdict) ? quiet + 1 : 0;
      if (quiet === 2 || now() - healed > healMs + restMs) return verdict;
    }
  }

  private add(result: Omit<Result, 'endedAt'>): void {
    const results = [...this.state.results, { ...result, endedAt: now() }].slice(-mostResults);
    this.set({ results });
  }

  private set(change: Partial<UnattendedReport>): void {
    this.state = { ...this.state, ...change };
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

const isAtRest = ({ kind, stirring }: LabVerdict): boolean =>
  kind !== 'cannot_count' && stirring.length === 0;

/** Only what was not wrong before is the plan's. */
function judged(
  { tookEffect, assertions, failures }: Performed,
  before: LabVerdict,
  after: LabVerdict,
): Pick<Result, 'verdict' | 'reasons'> {
  const known = new Set(before.differences.map(({ text }) => text));
  const invariants = after.differences
    .filter(({ text }) => !known.has(text))
    .map(({ invariant, says, text }) => ({ number: invariant, says, holds: false, counterexamples: [text] }));
  const restless = isAtRest(after) ? [] : [`No rest after healing: ${after.sentence}`];
  return judge({
    voids: tookEffect ? [] : ['No fault of the plan struck anything.'],
    assertions,
    faults: [...failures, ...restless],
    invariants,
  });
}

const off = (seed: number, minutes: number): UnattendedReport => ({
  state: 'off',
  seed,
  minutes,
  startedAt: null,
  plan: null,
  phase: null,
  results: [],
  command: `npm run failure-suite -- --seed ${seed} --minutes ${minutes}`,
});
