import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { checked, dependencyName, type DependencyOptions } from '../dependency.options.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { Dependency, type DependencyDeps } from './dependency.ts';

export interface KeyedDependenciesOptions {
  /** In metrics and errors, for all of them: a key never shows, so labels stay bounded whatever the keys are. */
  readonly name: string;
  /** How many may exist at a time. Default 1,000 (guess). */
  readonly most?: number;
  /** How the dependency of a key is called. */
  readonly optionsOf: (key: string) => Omit<DependencyOptions, 'name'>;
}

/** lru-cache sets aside room for all of them at once. */
const keyedOptions = z.strictObject({
  name: dependencyName,
  most: z.int().min(1).max(100_000).default(1_000),
  optionsOf: z.custom<KeyedDependenciesOptions['optionsOf']>((value) => typeof value === 'function'),
});

/**
 * One dependency per key, where each key fails by itself: a merchant's webhook, a tenant's server. At most `most` exist. The one that
 * has not been asked for the longest is closed to make room, once no call of it runs, and what its breaker knew is forgotten.
 */
export class KeyedDependencies {
  private readonly members: LRUCache<string, Dependency>;
  private readonly options: z.output<typeof keyedOptions>;
  private isClosed = false;

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
   * The dependency of this key, made now if there is none. Ask for it at each call; do not keep it.
   * @throws DependencyError when a new one is needed and calls of all the others run: `bulkhead_full`
   * @throws ResilienceConfigError when the options are wrong
   */
  for(key: string): Dependency {
    const known = this.members.get(key);
    if (known !== undefined) return known;
    if (this.members.size >= this.options.most) this.makeRoom();
    const { name, optionsOf } = this.options;
    const dependency = new Dependency({ ...optionsOf(key), name }, this.deps);
    if (this.isClosed) dependency.close();
    this.members.set(key, dependency);
    return dependency;
  }

  /** Refuses calls from now on, for keys not seen before too. */
  close(): void {
    this.isClosed = true;
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
