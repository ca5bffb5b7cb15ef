import { type Logger } from 'pino';
import { type Clock, type Random, systemClock } from './clock.ts';
import { type BreakerSettings, type DependencyOptions, ResilienceConfigError } from './dependency.options.ts';
import { type DependencySnapshot } from './dependency-snapshot.ts';
import { type ResilienceEvent, type ResilienceListener } from './events.ts';
import { Dependency, type DependencyDeps } from './pipeline/dependency.ts';
import { RetryBudget } from './retry/retry-budget.ts';

/** Retries per second in reserve for the whole process: ten times that of one dependency. */
const processBudget = { percent: 10, reservePerSecond: 10 };

export interface ResilienceDeps {
  readonly logger?: Logger | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Overrides the options of every breaker. */
  readonly breaker?: BreakerSettings;
}

/** The dependencies of this process: created once, reported together, closed together. */
export class Resilience {
  private readonly members = new Map<string, Dependency>();
  private readonly listeners = new Set<ResilienceListener>();
  private readonly deps: DependencyDeps;
  private readonly breaker: BreakerSettings;
  private listenersThrew = 0;

  constructor({ logger, clock = systemClock, random = Math.random, breaker = {} }: ResilienceDeps = {}) {
    this.breaker = breaker;
    this.deps = {
      clock,
      random,
      listener: (event) => this.emit(event),
      processBudget: new RetryBudget(processBudget, clock),
    };
    if (logger !== undefined) this.listen((event) => logBreaker(logger, event));
  }

  /** @throws ResilienceConfigError if options are invalid or the name is taken. */
  dependency(options: DependencyOptions): Dependency {
    const { name, breaker } = options;
    const ofAll = breaker === false ? {} : { breaker: { ...breaker, ...this.breaker } };
    const dependency = new Dependency({ ...options, ...ofAll }, this.deps);
    if (this.members.has(name)) throw new ResilienceConfigError(name, ['name: is already taken']);
    this.members.set(name, dependency);
    return dependency;
  }

  /**
   * Calls `listener` for every event, synchronously: keep it fast. Its errors are counted and change nothing.
   */
  listen(listener: ResilienceListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Number of errors thrown by listeners. */
  get listenerErrors(): number {
    return this.listenersThrew;
  }

  /** In order of creation. */
  snapshots(): DependencySnapshot[] {
    return [...this.members.values()].map((member) => member.snapshot());
  }

  /** Refuses calls from now on; calls in progress finish normally. */
  close(): void {
    for (const member of this.members.values()) member.close();
  }

  private emit(event: ResilienceEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch {
        this.listenersThrew += 1;
      }
    }
  }
}

function logBreaker(logger: Logger, event: ResilienceEvent): void {
  if (event.type !== 'breaker.changed') return;
  const { dependency, from, to } = event;
  const level = to === 'open' ? 'warn' : 'info';
  logger[level]({ dependency, from }, `the breaker of ${dependency} is ${to.replace('_', '-')}`);
}
