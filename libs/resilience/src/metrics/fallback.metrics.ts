import { type CacheCounts } from '../fallback/fallback-cache.ts';
import { type LadderCounts } from '../fallback/ladder.ts';
import { labelled, scrapedCounter, seriesOf } from './scraped.metrics.ts';

export interface WatchedLadder {
  readonly name: string;
  readonly counts: Readonly<LadderCounts>;
}

export interface WatchedCache {
  readonly counts: CacheCounts;
}

const ladders = new Set<WatchedLadder>();
const caches = new Set<WatchedCache>();

/** Shows what the ladder has served at each scrape, until the returned function is called. */
export function watchLadder(ladder: WatchedLadder): () => void {
  ladders.add(ladder);
  return () => void ladders.delete(ladder);
}

/** Shows what the cache has found at each scrape, until the returned function is called. */
export function watchCache(cache: WatchedCache): () => void {
  caches.add(cache);
  return () => void caches.delete(cache);
}

/** How a climb can end. The other counts are of what happens beside climbs. */
const endings = ['live', 'fresh', 'stale', 'default', 'absent', 'failed'] as const;

scrapedCounter({
  name: 'resilience_fallback_total',
  help: 'Answers of ladders by where they came from; absent: there is no such thing; failed: no rung was left.',
  labels: ['ladder', 'source'],
  series: () =>
    [...ladders].flatMap(({ name: ladder, counts }) =>
      endings.map((source) => [{ ladder, source }, counts[source]] as const),
    ),
});

scrapedCounter({
  name: 'resilience_fallback_refreshes_total',
  help: 'Values that ladders fetched anew before they expired; failed: in vain, their readers had a fresh one.',
  labels: ['ladder', 'result'],
  series: () =>
    [...ladders].flatMap(({ name: ladder, counts: { refreshed, refreshFailed } }) =>
      labelled({ ladder }, seriesOf('result', { refreshed, failed: refreshFailed })),
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
