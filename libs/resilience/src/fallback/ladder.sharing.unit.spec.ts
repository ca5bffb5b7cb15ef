import { describe, expect, it } from '@jest/globals';
import { withRequestContext } from '@holdfast/service-defaults';
import { seededRandom } from '../seeded-random.fixture.ts';
import { aLadder, down, settle } from './ladder.fixture.ts';

const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isSampled: true };

/** Does `work` for a caller that waits `ms` longer. */
const within = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
  withRequestContext({ requestId: 'r1', trace, deadlineAt: performance.now() + ms }, work);

const times = <T>(n: number, work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: n }, work));

describe('climbs at the same time', () => {
  it('share one live call and its answer', async () => {
    const { climb, other, ladder } = aLadder();
    other.hangs();
    const climbs = times(500, climb);
    await settle();
    other.release(['tea']);
    for (const each of await climbs)
      expect(each).toMatchObject({ status: 'fulfilled', value: { value: ['tea'], source: 'live' } });
    expect([other.calls, ladder.joined]).toEqual([1, 499]);
  });

  it('share its failure, which the next one does not get', async () => {
    const { climb, other } = aLadder();
    other.hangs();
    const climbs = times(500, climb);
    await settle();
    other.breakDown(down());
    expect((await climbs).map(({ status }) => status)).toEqual(Array(500).fill('rejected'));
    expect(other.calls).toBe(1);
    other.answers(['tea']);
    expect(await climb()).toMatchObject({ source: 'live' });
    expect(other.calls).toBe(2);
  });

  it('each go down the ladder when it fails', async () => {
    const { climb, other, clock } = aLadder();
    other.answers(['tea']);
    await climb();
    clock.advance(100_000);
    other.hangs();
    const climbs = times(10, climb);
    await settle();
    other.breakDown(down());
    for (const each of await climbs)
      expect(each).toMatchObject({ status: 'fulfilled', value: { source: 'stale' } });
  });

  it('do not share what is asked for somebody else', async () => {
    const { climb, other } = aLadder();
    other.hangs();
    const climbs = Promise.all([climb(), climb({ scope: 'bob' }), climb({ args: { limit: 5 } })]);
    await settle();
    other.release(['tea']);
    await climbs;
    expect(other.calls).toBe(3);
  });

  it('go on when one of them is aborted, which alone is rejected', async () => {
    const { climb, other } = aLadder();
    other.hangs();
    const leaving = new AbortController();
    const climbs = Array.from({ length: 10 }, (_, n) => climb(n === 0 ? { signal: leaving.signal } : {}));
    const ends = Promise.allSettled(climbs);
    await settle();
    leaving.abort(new Error('gone'));
    await expect(climbs[0]).rejects.toMatchObject({ reason: 'cancelled', mayServeStale: false });
    expect(other.signals[0]?.aborted).toBe(false);
    other.release(['tea']);
    expect((await ends).filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(other.calls).toBe(1);
  });

  it('abort the call when all have left, and the next one makes its own', async () => {
    const { climb, other } = aLadder();
    other.hangs();
    const leaving = new AbortController();
    const ends = times(3, () => climb({ signal: leaving.signal }));
    await settle();
    leaving.abort();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(other.signals[0]?.aborted).toBe(true);
    const next = climb();
    await settle();
    expect(other.calls).toBe(2);
    other.release(['tea']);
    expect(await next).toMatchObject({ source: 'live' });
  });

  it('do not begin for a caller that has left', async () => {
    const { climb, other } = aLadder();
    await expect(climb({ signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'cancelled' });
    expect(other.calls).toBe(0);
  });

  it('each wait no longer than their own caller does', async () => {
    const { climb, other, clock } = aLadder({ safeDefault: () => ['mug'] });
    other.hangs();
    const patient = climb();
    const [hurried, calm] = [within(300, climb), within(5_000, climb)];
    await settle();
    clock.advance(290);
    expect(await hurried).toMatchObject({ source: 'default', reason: 'deadline' });
    other.release(['tea']);
    for (const each of [patient, calm]) expect(await each).toMatchObject({ source: 'live' });
    expect([other.calls, clock.timers]).toEqual([1, 0]);
  });

  it('ask again when only the time of the one that began was over', async () => {
    const { climb, other, clock } = aLadder();
    other.hangs();
    const hurried = within(300, climb);
    const patient = climb();
    await settle();
    clock.advance(275);
    other.breakDown(down('timeout'));
    await expect(hurried).rejects.toMatchObject({ reason: 'timeout' });
    await settle();
    expect(other.calls).toBe(2);
    other.release(['tea']);
    expect(await patient).toMatchObject({ source: 'live' });
  });
});

describe('a fresh value that nears its end', () => {
  const cacheFirst = { mode: 'cache_first', refreshBeta: 1 } as const;

  /** A ladder whose live answer takes 1 s and is now `beforeMs` from no longer being fresh. */
  async function nearing(beforeMs: number, random?: () => number) {
    const fixture = aLadder(cacheFirst, random);
    fixture.other.hangs();
    const first = fixture.climb();
    await settle();
    fixture.clock.advance(1_000);
    fixture.other.release(['tea']);
    await first;
    fixture.clock.advance(60_000 - beforeMs);
    return fixture;
  }

  it('is refreshed once in the background, while all readers get the one that is kept', async () => {
    const { climb, other, ladder } = await nearing(100);
    for (const each of await times(50, climb))
      expect(each).toMatchObject({ status: 'fulfilled', value: { value: ['tea'], source: 'fresh' } });
    expect(other.calls).toBe(2);
    other.release(['soap']);
    await settle();
    expect(await climb()).toMatchObject({ value: ['soap'], source: 'fresh', ageMs: 0 });
    expect([other.calls, ladder.counts.refreshed]).toEqual([2, 1]);
  });

  it('is not refreshed long before it', async () => {
    const { climb, other } = await nearing(10_000);
    await times(50, climb);
    expect(other.calls).toBe(1);
  });

  it('is refreshed by about as many readers as the formula says', async () => {
    const random = seededRandom(3);
    let refreshes = 0;
    for (let ladder = 0; ladder < 500; ladder += 1) {
      const { climb, other } = await nearing(1_000, random);
      await climb();
      refreshes += other.calls - 1;
    }
    expect(Math.abs(refreshes / 500 - Math.exp(-1))).toBeLessThan(0.05);
  });

  it('stays when the refresh fails, which may be tried again', async () => {
    const { climb, other, ladder, unseen } = await nearing(100);
    await climb();
    other.breakDown(down());
    await settle();
    expect(await climb()).toMatchObject({ value: ['tea'], source: 'fresh' });
    expect([other.calls, ladder.counts.refreshFailed, unseen]).toEqual([3, 1, [down()]]);
  });
});
