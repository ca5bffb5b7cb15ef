import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { type DependencySnapshot } from './dependency-snapshot.ts';
import { type ResilienceEvent } from './events.ts';
import { anOpenBreaker, aSnapshot, at } from './explain/snapshot.fixture.ts';
import { manualClock } from './manual-clock.fixture.ts';
import { Resilience } from './resilience.ts';
import { measure, watchCache, watchChain, watchDependencies } from './resilience.metrics.ts';

type Labels = Record<string, string | number>;

/** The series of a metric, or of one part of a histogram, with these labels. */
async function series(name: string, labels: Labels = {}): Promise<{ labels: Labels; value: number }[]> {
  const text = await metrics.metrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => {
      const [, inner = '', value] = /^\w+(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', word = '']) => [key, word]);
      return { labels: Object.fromEntries(pairs) as Labels, value: Number(value) };
    })
    .filter((each) => Object.entries(labels).every(([key, value]) => each.labels[key] === value));
}

const sum = async (name: string, labels: Labels = {}): Promise<number> =>
  (await series(name, labels)).reduce((total, { value }) => total + value, 0);

let made = 0;
/** A name that no other test uses. */
const aName = (): string => `dependency-${(made += 1)}`;

const ended = (
  dependency: string,
  outcome: 'success' | 'failure' | 'rejected',
  over: object = {},
): ResilienceEvent => ({
  type: 'call.ended',
  dependency,
  outcome,
  cause: outcome === 'success' ? 'final_response' : 'timeout',
  ms: 12,
  attempts: 1,
  ...over,
});

describe('metrics of calls', () => {
  it('count each call once, by outcome', async () => {
    const dependency = aName();
    for (const outcome of ['success', 'success', 'failure', 'rejected'] as const)
      measure(ended(dependency, outcome));
    measure(ended(dependency, 'rejected', { cause: 'breaker_open', attempts: 0 }));
    expect(await sum('resilience_calls_total', { dependency })).toBe(5);
    expect(await sum('resilience_calls_total', { dependency, outcome: 'success' })).toBe(2);
    expect(await sum('resilience_calls_total', { dependency, cause: 'breaker_open' })).toBe(1);
  });

  it('put durations into cumulative buckets', async () => {
    const dependency = aName();
    for (const ms of [5, 5.1, 700, 60_000]) measure(ended(dependency, 'success', { ms }));
    const labels = { dependency, outcome: 'success' };
    const upTo = async (le: string): Promise<number> =>
      sum('resilience_call_duration_seconds_bucket', { ...labels, le });
    expect(await Promise.all(['0.005', '0.01', '0.5', '1', '10', '+Inf'].map(upTo))).toEqual([
      1, 2, 2, 3, 3, 4,
    ]);
    expect(await sum('resilience_call_duration_seconds_count', labels)).toBe(4);
    expect(await sum('resilience_call_duration_seconds_sum', labels)).toBeCloseTo(60.7101, 6);
  });

  it('count attempts, retries, refusals and Retry-After pauses', async () => {
    const dependency = aName();
    measure({ type: 'attempt.ended', dependency, cause: 'timeout', ms: 1_000, attempt: 0 });
    measure({ type: 'attempt.ended', dependency, cause: 'final_response', ms: 30, attempt: 1 });
    measure({ type: 'retry.scheduled', dependency, cause: 'timeout', delayMs: 50, attempt: 1 });
    measure({ type: 'retry.suppressed', dependency, reason: 'budget' });
    measure({ type: 'bulkhead.rejected', dependency });
    measure({ type: 'retry-after-pause.started', dependency, forMs: 1_000 });
    expect(await series('resilience_attempts_total', { dependency })).toEqual([
      { labels: { dependency, result: 'timeout' }, value: 1 },
      { labels: { dependency, result: 'final_response' }, value: 1 },
    ]);
    const attempts = { dependency, result: 'timeout' };
    expect(await sum('resilience_attempt_duration_seconds_count', attempts)).toBe(1);
    expect(await sum('resilience_retries_total', { dependency, reason: 'timeout' })).toBe(1);
    expect(await sum('resilience_retries_suppressed_total', { dependency, reason: 'budget' })).toBe(1);
    expect(await sum('resilience_bulkhead_rejected_total', { dependency })).toBe(1);
    expect(await sum('resilience_retry_after_pauses_total', { dependency })).toBe(1);
  });
});

describe('metrics of breakers', () => {
  it('count changes, refusals, probes and the time open', async () => {
    const dependency = aName();
    measure({ type: 'breaker.changed', dependency, from: 'closed', to: 'open', forMs: 90_000 });
    measure({ type: 'breaker.rejected', dependency });
    measure({ type: 'breaker.changed', dependency, from: 'open', to: 'half_open', forMs: 5_500 });
    measure({ type: 'breaker.probe-started', dependency });
    measure({ type: 'breaker.probe-lease-expired', dependency });
    measure({ type: 'breaker.outcome-stale', dependency });
    const opening = { dependency, from: 'closed', to: 'open' };
    expect(await sum('resilience_breaker_transitions_total', opening)).toBe(1);
    expect(await sum('resilience_breaker_transitions_total', { dependency })).toBe(2);
    expect(await sum('resilience_breaker_rejected_total', { dependency })).toBe(1);
    for (const event of ['started', 'lease_expired', 'stale'])
      expect(await sum('resilience_breaker_probes_total', { dependency, event })).toBe(1);
    expect(await sum('resilience_breaker_open_seconds_total', { dependency })).toBe(5.5);
  });

  it('show the current state of each dependency, called or not, while it is watched', async () => {
    const dependency = aName();
    const breaker = anOpenBreaker({ since: at - 41_000 });
    const unwatch = watchDependencies(() => [aSnapshot({ dependency, breaker })]);
    expect(await series('resilience_breaker_state', { dependency })).toEqual([
      { labels: { dependency, state: 'closed' }, value: 0 },
      { labels: { dependency, state: 'open' }, value: 1 },
      { labels: { dependency, state: 'half_open' }, value: 0 },
    ]);
    expect(await sum('resilience_breaker_open_seconds_total', { dependency })).toBe(41);
    expect(await sum('resilience_retry_budget_tokens', { dependency })).toBe(9);
    expect(await sum('resilience_bulkhead_in_use', { dependency })).toBe(4);
    expect(await sum('resilience_bulkhead_limit', { dependency })).toBe(100);
    expect(await series('resilience_bulkhead_rejected_total', { dependency })).toEqual([
      { labels: { dependency }, value: 0 },
    ]);
    unwatch();
    expect(await series('resilience_breaker_state', { dependency })).toEqual([]);
  });

  it('may be watched twice, as by two applications in one process', async () => {
    const dependency = aName();
    const list = (): DependencySnapshot[] => [aSnapshot({ dependency })];
    const ends = [watchDependencies(() => list()), watchDependencies(() => list())];
    expect(await sum('resilience_breaker_state', { dependency })).toBe(1);
    expect(await sum('resilience_bulkhead_in_use', { dependency })).toBe(4);
    for (const end of ends) end();
  });
});

describe('metrics of fallbacks', () => {
  it('show what chains served and caches found', async () => {
    const counts = {
      live: 5,
      fresh: 1,
      stale: 3,
      default: 2,
      absent: 0,
      failed: 1,
    };
    const none = { hit: 0, stale: 0, miss: 0, negative: 0, error: 0, corrupt: 0, skipped: 0 };
    const caught = { memory: { ...none, hit: 7 }, redis: { ...none, skipped: 4 }, dropped: 2, writing: 3 };
    const ends = [watchChain({ name: 'suggestions', counts }), watchCache({ counts: caught })];
    expect(await sum('resilience_fallback_total', { chain: 'suggestions' })).toBe(12);
    expect(await sum('resilience_fallback_total', { chain: 'suggestions', source: 'stale' })).toBe(3);
    expect(await sum('resilience_cache_ops_total', { level: 'memory', result: 'hit' })).toBe(7);
    expect(await sum('resilience_cache_ops_total', { level: 'redis', result: 'skipped' })).toBe(4);
    expect(await sum('resilience_cache_dropped_total')).toBe(2);
    expect(await sum('resilience_cache_writes_in_progress')).toBe(3);
    for (const end of ends) end();
    expect(await series('resilience_fallback_total')).toEqual([]);
  });
});

describe('the counts of a real dependency', () => {
  it('agree with each other after successes, retries, failures, an outage and a recovery', async () => {
    const clock = manualClock();
    const resilience = new Resilience({ clock, random: () => 0 });
    resilience.listen(measure);
    const unwatch = watchDependencies(() => resilience.snapshots());
    const usersSee = { closed: 'a', open: 'b', half_open: 'c' };
    const name = aName();
    const dependency = resilience.dependency({ name, usersSee, backoff: { baseMs: 1 } });
    const events: ResilienceEvent[] = [];
    resilience.listen((event) => events.push(event));
    let isDown = false;
    const refused = Object.assign(new Error('refused'), { syscall: 'connect', code: 'ECONNREFUSED' });
    const call = async (): Promise<void> => {
      await dependency
        .run(() => (isDown ? Promise.reject(refused) : Promise.resolve('fine')))
        .catch(() => undefined);
      const state = await series('resilience_breaker_state', { dependency: name });
      expect(state.reduce((total, { value }) => total + value, 0)).toBe(1);
      clock.advance(400);
    };
    for (let calls = 0; calls < 60; calls += 1) {
      isDown = calls >= 10 && calls < 30;
      await call();
    }
    const of = (outcome: string): Promise<number> =>
      sum('resilience_calls_total', { dependency: name, outcome });
    const [success, failure, rejected] = await Promise.all(['success', 'failure', 'rejected'].map(of));
    expect(success! + failure! + rejected!).toBe(60);
    expect(Math.min(success!, failure!, rejected!)).toBeGreaterThan(0);
    const attempts = await sum('resilience_attempts_total', { dependency: name });
    const retries = await sum('resilience_retries_total', { dependency: name });
    expect(retries).toBeGreaterThan(0);
    expect(attempts).toBe(success! + failure! + retries);
    const inCalls = events.map((event) => (event.type === 'call.ended' ? event.attempts : 0));
    expect(attempts).toBe(inCalls.reduce((total, each) => total + each, 0));
    expect(await sum('resilience_call_duration_seconds_count', { dependency: name })).toBe(60);
    expect(await sum('resilience_breaker_rejected_total', { dependency: name })).toBe(rejected);
    const closed = { dependency: name, state: 'closed' };
    expect(await sum('resilience_breaker_state', closed)).toBe(1);
    unwatch();
  });
});
