import { type DependencySnapshot } from './dependency-snapshot.ts';
import { type ResilienceEvent } from './events.ts';
import './metrics/breaker.metrics.ts';
import './metrics/call.metrics.ts';
import { tallies } from './metrics/tallies.ts';

export { watchCache, watchChain } from './metrics/fallback.metrics.ts';

// Names of dependencies and chains come from code, and all other labels from a fixed set: no request can make a new series. Calls are
// counted in plain numbers, which are put into Prometheus' form when it asks.

/** Counts what an event tells; 16 ns for a call that ended, 22 for an attempt (measured). */
export function measure(event: ResilienceEvent): void {
  tallies.add(event);
}

/** Shows the dependencies that `list` gives at each scrape, until the returned function is called. */
export function watchDependencies(list: () => readonly DependencySnapshot[]): () => void {
  return tallies.watch(list);
}
