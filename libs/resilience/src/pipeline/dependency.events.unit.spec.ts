import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { type ResilienceEvent } from '../events.ts';
import { seededRandom } from '../seeded-random.fixture.ts';
import {
  answers,
  aPipeline,
  broken,
  failing,
  fails,
  hangs,
  neverSent,
  type PipelineUnderTest,
  takes,
} from './pipeline.fixture.ts';

/** Many concurrent calls to a dependency that fails in every possible way. */
async function anOutage(seed: number): Promise<PipelineUnderTest & { calls: number }> {
  const random = seededRandom(seed);
  const pipeline = aPipeline(
    {
      bulkhead: { limit: 10 },
      attemptTimeoutMs: 100,
      deadlineMs: 400,
      breaker: { windowMs: 1_000, openMs: 200, openCapMs: 400 },
      retryBudget: { percent: 20 },
    },
    random,
  );
  const { clock, dependency, remote, pass } = pipeline;
  const bad = [
    fails(broken()),
    fails(neverSent()),
    fails(new TypeError('a bug')),
    hangs,
    takes(clock, 150),
    answers(503),
  ];
  const calls: Promise<unknown>[] = [];
  for (let call = 0; call < 1_000; call += 1) {
    const isBad = random() < (call % 250 < 100 ? 0.02 : 0.8);
    remote.will((isBad ? bad[Math.floor(random() * bad.length)] : undefined) ?? answers());
    const caller = new AbortController();
    const retryAfterMs = random() < 0.01 ? 30 : undefined;
    const options = {
      isReplayable: random() < 0.7,
      classify: failing({ retryAfterMs, pausesCalls: true }),
      signal: caller.signal,
    };
    calls.push(dependency.call(remote.work, options).catch((error: unknown) => error));
    if (random() < 0.1) clock.after(random() * 50, () => caller.abort());
    clock.advance(Math.floor(random() * 10));
    await turn();
  }
  await pass(5_000, 20);
  await Promise.all(calls);
  return { ...pipeline, calls: calls.length };
}

describe.each([1, 2, 3, 4, 5])('the events of an outage with seed %d', (seed) => {
  it('add up', async () => {
    const { dependency, remote, eventsOf, calls, clock } = await anOutage(seed);
    const ended = eventsOf('call.ended');
    const attempts = eventsOf('attempt.ended');
    const scheduled = eventsOf('retry.scheduled');
    const outcomes = (outcome: string) => ended.filter((event) => event.outcome === outcome);

    expect(ended).toHaveLength(calls);
    expect(dependency.snapshot().calls).toBe(calls);
    const kinds = ['success', 'failure', 'rejected'].map((outcome) => outcomes(outcome).length);
    expect(Math.min(...kinds)).toBeGreaterThan(0);
    expect(kinds.reduce((sum, each) => sum + each)).toBe(calls);

    expect(attempts).toHaveLength(remote.attempts.length);
    expect(ended.reduce((sum, event) => sum + event.attempts, 0)).toBe(attempts.length);
    expect(outcomes('rejected').every((event) => event.attempts === 0)).toBe(true);
    expect(outcomes('success').every((event) => event.cause === 'final_response')).toBe(true);

    // Not every scheduled retry was made: its caller left, or it was refused.
    const repeated = attempts.filter(({ attempt }) => attempt > 0);
    const refusals = ['caller', 'deadline', 'breaker', 'bulkhead', 'retry_after_pause'];
    const given = eventsOf('retry.suppressed').filter(({ reason }) => refusals.includes(reason));
    expect(scheduled.length).toBeGreaterThan(repeated.length);
    expect(scheduled.length).toBeLessThanOrEqual(repeated.length + given.length);

    expect(eventsOf('breaker.changed').length).toBeGreaterThan(2);
    expect(ended.filter(({ cause }) => cause === 'bulkhead_full').length).toBeLessThanOrEqual(
      eventsOf('bulkhead.rejected').length,
    );
    expect(dependency.snapshot().bulkhead).toMatchObject({
      inUse: 0,
      rejected: eventsOf('bulkhead.rejected').length,
    });
    expect(clock.timers).toBe(0);
  });

  it('match the state changes of the breaker', async () => {
    const { eventsOf, dependency } = await anOutage(seed);
    // An open breaker whose time has passed reports the change when read.
    const { state: last } = dependency.snapshot().breaker;
    let state = 'closed';
    for (const { from, to, forMs } of eventsOf('breaker.changed')) {
      expect(from).toBe(state);
      expect(forMs).toBeGreaterThanOrEqual(0);
      state = to;
    }
    expect(state).toBe(last);
  });
});

/** The events of one call as letters: an attempt, a scheduled retry, a suppressed retry, the end. */
const letters: Partial<Record<ResilienceEvent['type'], string>> = {
  'attempt.ended': 'A',
  'retry.scheduled': 'S',
  'retry.suppressed': 'N',
  'call.ended': 'E',
};

describe('the events of a call', () => {
  it('are consistent and in order: every scheduled retry was made or given up', async () => {
    const random = seededRandom(11);
    const { clock, dependency, remote, events, pass } = aPipeline({ attempts: 4, deadlineMs: 1_500 }, random);
    const stories = new Map<string, number>();
    for (let call = 0; call < 500; call += 1) {
      remote.will(...Array.from({ length: 3 }, () => (random() < 0.7 ? fails(broken()) : hangs)), answers());
      if (random() < 0.4) remote.will(answers());
      const caller = new AbortController();
      if (random() < 0.3) clock.after(random() * 300, () => caller.abort());
      events.length = 0;
      const options = { isReplayable: random() < 0.8, signal: caller.signal };
      const ended = dependency.call(remote.work, options).catch(() => undefined);
      await pass(1_500, 50);
      await ended;
      const story = events.map(({ type }) => letters[type] ?? '').join('');
      stories.set(story, (stories.get(story) ?? 0) + 1);
    }
    for (const story of stories.keys()) expect(story).toMatch(/^(A(SA)*(S?N)?)?E$/);
    for (const each of ['E', 'AE', 'ANE', 'ASASASAE', 'ASASNE']) expect([...stories.keys()]).toContain(each);
  });
});
