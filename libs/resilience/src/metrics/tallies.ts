import { type DependencySnapshot } from '../dependency-snapshot.ts';
import { type ResilienceEvent } from '../events.ts';
import { CallTally } from './tally.ts';

/** The tallies of all dependencies of a process, by name. Dependencies made by key share a name, and so a tally. */
class Tallies {
  private readonly byName = new Map<string, CallTally>();
  private readonly lists = new Set<() => readonly DependencySnapshot[]>();

  add(event: ResilienceEvent): void {
    this.of(event.dependency).add(event);
  }

  /** Those that `list` gives are shown at each scrape, until the returned function is called. */
  watch(list: () => readonly DependencySnapshot[]): () => void {
    this.lists.add(list);
    return () => void this.lists.delete(list);
  }

  snapshots(): DependencySnapshot[] {
    return [...this.lists].flatMap((list) => list());
  }

  /** Of every dependency that exists, called or not. Looking at a breaker may move it on, which is counted: so that comes first. */
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

/** Those of this process. */
export const tallies = new Tallies();
