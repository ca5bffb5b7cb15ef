import { type DependencySnapshot } from '../dependency-snapshot.ts';
import { type ResilienceEvent } from '../events.ts';
import { CallTally } from './tally.ts';

/** The tallies of all dependencies of a process, by name. */
class Tallies {
  private readonly byName = new Map<string, CallTally>();
  private readonly lists = new Set<() => readonly DependencySnapshot[]>();

  add(event: ResilienceEvent): void {
    this.of(event.dependency).add(event);
  }

  /** Includes the dependencies of `list` in each scrape until the returned function is called. */
  watch(list: () => readonly DependencySnapshot[]): () => void {
    this.lists.add(list);
    return () => void this.lists.delete(list);
  }

  snapshots(): DependencySnapshot[] {
    return [...this.lists].flatMap((list) => list());
  }

  /**
   * One per dependency, called or not. Snapshots come first: taking one may change a breaker's state, which
   * is counted.
   */
  entries(): IterableIterator<[string, CallTally]> {
    for (const { dependency } of this.snapshots()) this.of(dependency);
    return this.byName.entries();
  }

  private of(dependency: string): CallTally {
    const known = this.byName.get(dependency);
    if (known !== undefined) return known;
    const tally = new CallTally();
    this.byName.set(dependency, tally);
    return tally;
  }
}

/** The tallies of this process. */
export const tallies = new Tallies();
