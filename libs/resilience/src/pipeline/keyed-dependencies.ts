import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { checked, dependencyName, type DependencyOptions } from '../dependency.options.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { Dependency, type DependencyDeps } from './dependency.ts';

export interface KeyedDependenciesOptions {
  /** Shared by all of them in metrics and errors; keys never appear, so labels stay bounded. */
  readonly name: string;
  /** Maximum number of dependencies. Default 1,000. */
  readonly most?: number;
  /** Options of the dependency of a key. */
  readonly optionsOf: (key: string) => Omit<DependencyOptions, 'name'>;
}

/** lru-cache preallocates room for all of them. */
const keyedOptions = z.strictObject({
  name: dependencyName,
  most: z.int().min(1).max(100_000).default(1_000),
  optionsOf: z.custom<KeyedDependenciesOptions['optionsOf']>((value) => typeof value === 'function'),
});

/**
 * One dependency per key, for parties that fail independently: a merchant's webhook, a tenant's server. At
 * most `most` exist. To make room, the least recently used one without calls in progress is closed; its
 * breaker's history is lost.
 */
export class KeyedDependencies {
  private readonly members: LRUCache<string, Dependency>;
  private readonly options: z.output<typeof keyedOptions>;
  private isShutDown = false;

  /** @throws ResilienceConfigError */
  constructor(
    options: KeyedDependenciesOptions,
    private readonly deps: DependencyDeps,
  ) {
    this.options = checked(keyedOptions, options);
    this.members = new LRUCache({ max: this.options.most, dispose: (dependency) => dependency.close() });
  }

  get size(): number {
    return this.members.size;
  }

  /**
   * Returns the dependency of this key, created if missing. Ask again for each call; do not keep it.
   * @throws DependencyError `bulkhead_full` if a new one is needed and all others have calls in progress
   * @throws ResilienceConfigError if the options are invalid
   */
  for(key: string): Dependency {
    const known = this.members.get(key);
    if (known !== undefined) return known;
    if (this.members.size >= this.options.most) this.makeRoom();
    const { name, optionsOf } = this.options;
    const dependency = new Dependency({ ...optionsOf(key), name }, this.deps);
    if (this.isShutDown) dependency.close();
    this.members.set(key, dependency);
    return dependency;
  }

  /** Refuses calls from now on, also for new keys. */
  close(): void {
    this.isShutDown = true;
    for (const dependency of this.members.values()) dependency.close();
  }

  private makeRoom(): void {
    for (const key of this.members.rkeys()) {
      if (this.members.peek(key)?.isIdle !== true) continue;
      this.members.delete(key);
      return;
    }
    throw new DependencyError(
      this.options.name,
      'bulkhead_full',
      'not_sent',
      'not called: too many dependencies of this kind are in use',
    );
  }
}
