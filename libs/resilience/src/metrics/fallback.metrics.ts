import { type CacheCounts } from '../fallback/fallback-cache.ts';
import { type FallbackChainCounts } from '../fallback/fallback-chain.ts';
import { labelled, scrapedCounter, seriesOf } from './scraped.metrics.ts';

export interface WatchedChain {
  readonly name: string;
  readonly counts: Readonly<FallbackChainCounts>;
}

export interface WatchedCache {
  readonly counts: CacheCounts;
}

const chains = new Set<WatchedChain>();
const caches = new Set<WatchedCache>();

/** Shows what the chain has served at each scrape, until the returned function is called. */
export function watchChain(chain: WatchedChain): () => void {
  chains.add(chain);
  return () => void chains.delete(chain);
}

/** Shows what the cache has found at each scrape, until the returned function is called. */
export function watchCache(cache: WatchedCache): () => void {
  caches.add(cache);
  return () => void caches.delete(cache);
}

/** How a read can end. The other counts are of what happens beside reads. */
const endings = ['live', 'fresh', 'stale', 'default', 'absent', 'failed'] as const;

scrapedCounter({
  name: 'resilience_fallback_total',
  help: 'Answers of chains by where they came from; absent: there is no such thing; failed: no level was left.',
  labels: ['chain', 'source'],
  series: () =>
    [...chains].flatMap(({ name: chain, counts }) =>
      endings.map((source) => [{ chain, source }, counts[source]] as const),
    ),
});

scrapedCounter({
  name: 'resilience_fallback_refreshes_total',
  help: 'Values that chains fetched anew before they expired; failed: in vain, their readers had a fresh one.',
  labels: ['chain', 'result'],
  series: () =>
    [...chains].flatMap(({ name: chain, counts: { refreshed, refreshFailed } }) =>
      labelled({ chain }, seriesOf('result', { refreshed, failed: refreshFailed })),
    ),
});

scrapedCounter({
  name: 'resilience_cache_ops_total',
  help: 'What the levels of fallback caches brought: hit, stale, miss, negative, corrupt; error: Redis failed; skipped: its breaker was open.',
  labels: ['level', 'result'],
  series: () =>
    [...caches].flatMap(({ counts: { memory, redis } }) =>
      Object.entries({ memory, redis }).flatMap(([level, counts]) =>
        labelled({ level }, seriesOf('result', { ...counts })),
      ),
    ),
});

scrapedCounter({
  name: 'resilience_cache_dropped_total',
  help: 'Entries that fallback caches did not keep: too large, or too many writes under way.',
  labels: [],
  series: () => [...caches].map(({ counts: { dropped } }) => [{}, dropped]),
});
