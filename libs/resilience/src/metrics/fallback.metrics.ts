import { type CacheCounts } from '../fallback/fallback-cache.ts';
import { type FallbackChainCounts } from '../fallback/fallback-chain.ts';
import { labeled, scrapedCounter, scrapedGauge, seriesOf } from './scraped.metrics.ts';

export interface WatchedChain {
  readonly name: string;
  readonly counts: Readonly<FallbackChainCounts>;
}

export interface WatchedCache {
  readonly counts: CacheCounts;
}

const chains = new Set<WatchedChain>();
const caches = new Set<WatchedCache>();

/** Exports the counts of a fallback chain until the returned function is called. */
export function watchChain(chain: WatchedChain): () => void {
  chains.add(chain);
  return () => void chains.delete(chain);
}

/** Exports the counts of a fallback cache until the returned function is called. */
export function watchCache(cache: WatchedCache): () => void {
  caches.add(cache);
  return () => void caches.delete(cache);
}

scrapedCounter({
  name: 'resilience_fallback_total',
  help: 'Reads through fallback chains, by source; absent: the value does not exist; failed: no level had a value.',
  labels: ['chain', 'source'],
  series: () =>
    [...chains].flatMap(({ name: chain, counts }) => labeled({ chain }, seriesOf('source', { ...counts }))),
});

scrapedCounter({
  name: 'resilience_cache_ops_total',
  help: 'Results of fallback cache levels: hit, stale, miss, negative, corrupt; error: Redis failed; skipped: its breaker was open.',
  labels: ['level', 'result'],
  series: () =>
    [...caches].flatMap(({ counts: { memory, redis } }) =>
      Object.entries({ memory, redis }).flatMap(([level, counts]) =>
        labeled({ level }, seriesOf('result', { ...counts })),
      ),
    ),
});

scrapedCounter({
  name: 'resilience_cache_dropped_total',
  help: 'Entries that fallback caches did not store: too large, or too many writes in progress.',
  labels: [],
  series: () => [...caches].map(({ counts: { dropped } }) => [{}, dropped]),
});

scrapedGauge({
  name: 'resilience_cache_writes_in_progress',
  help: 'Writes to Redis that fallback caches have not finished.',
  labels: [],
  series: () => [[{}, [...caches].reduce((sum, { counts: { writing } }) => sum + writing, 0)]],
});
