import { describe, expect, it } from '@jest/globals';
import { withRequestContext } from '@holdfast/service-defaults';
import { aChain, down, settle } from './fallback-chain.fixture.ts';

const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isSampled: true };

/** Runs `work` for a caller that waits `ms` longer. */
const within = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
  withRequestContext({ requestId: 'r1', trace, deadlineAt: performance.now() + ms }, work);

const times = <T>(n: number, work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: n }, work));

describe('concurrent reads', () => {
  it('share one live call and its value', async () => {
    const { read, remote, chain } = aChain();
    remote.hangs();
    const reads = times(500, read);
    await settle();
    remote.release(['tea']);
    for (const each of await reads)
      expect(each).toMatchObject({ status: 'fulfilled', value: { value: ['tea'], source: 'live' } });
    expect([remote.calls, chain.joined]).toEqual([1, 499]);
  });

  it('share its failure, which the next read does not get', async () => {
    const { read, remote } = aChain();
    remote.hangs();
    const reads = times(500, read);
    await settle();
    remote.breakDown(down());
    expect((await reads).map(({ status }) => status)).toEqual(Array(500).fill('rejected'));
    expect(remote.calls).toBe(1);
    remote.answers(['tea']);
    expect(await read()).toMatchObject({ source: 'live' });
    expect(remote.calls).toBe(2);
  });

  it('each fall back on their own if it fails', async () => {
    const { read, remote, clock } = aChain();
    remote.answers(['tea']);
    await read();
    clock.advance(100_000);
    remote.hangs();
    const reads = times(10, read);
    await settle();
    remote.breakDown(down());
    for (const each of await reads)
      expect(each).toMatchObject({ status: 'fulfilled', value: { source: 'stale' } });
  });

  it('do not share a call for another scope', async () => {
    const { read, remote } = aChain();
    remote.hangs();
    const reads = Promise.all([read(), read({ scope: 'bob' }), read({ args: { limit: 5 } })]);
    await settle();
    remote.release(['tea']);
    await reads;
    expect(remote.calls).toBe(3);
  });

  it('continue when one of them is aborted, which alone is rejected', async () => {
    const { read, remote } = aChain();
    remote.hangs();
    const leaving = new AbortController();
    const reads = Array.from({ length: 10 }, (_, n) => read(n === 0 ? { signal: leaving.signal } : {}));
    const ends = Promise.allSettled(reads);
    await settle();
    leaving.abort(new Error('gone'));
    await expect(reads[0]).rejects.toMatchObject({ reason: 'canceled', mayServeStale: false });
    expect(remote.signals[0]?.aborted).toBe(false);
    remote.release(['tea']);
    expect((await ends).filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(remote.calls).toBe(1);
  });

  it('abort the call once all have left, and the next read starts its own', async () => {
    const { read, remote } = aChain();
    remote.hangs();
    const leaving = new AbortController();
    const ends = times(3, () => read({ signal: leaving.signal }));
    await settle();
    leaving.abort();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(remote.signals[0]?.aborted).toBe(true);
    const next = read();
    await settle();
    expect(remote.calls).toBe(2);
    remote.release(['tea']);
    expect(await next).toMatchObject({ source: 'live' });
  });

  it('do not start for a caller that has left', async () => {
    const { read, remote } = aChain();
    await expect(read({ signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'canceled' });
    expect(remote.calls).toBe(0);
  });

  it('each wait no longer than their own caller', async () => {
    const { read, remote, clock } = aChain({ safeDefault: () => ['mug'] });
    remote.hangs();
    const patient = read();
    const [hurried, calm] = [within(300, read), within(5_000, read)];
    await settle();
    clock.advance(290);
    expect(await hurried).toMatchObject({ source: 'default', reason: 'deadline' });
    remote.release(['tea']);
    for (const each of [patient, calm]) expect(await each).toMatchObject({ source: 'live' });
    expect([remote.calls, clock.timers]).toEqual([1, 0]);
  });

  it('start again if only the deadline of the starter passed', async () => {
    const { read, remote, clock } = aChain();
    remote.hangs();
    const hurried = within(300, read);
    const patient = read();
    await settle();
    clock.advance(275);
    remote.breakDown(down('timeout'));
    await expect(hurried).rejects.toMatchObject({ reason: 'timeout' });
    await settle();
    expect(remote.calls).toBe(2);
    remote.release(['tea']);
    expect(await patient).toMatchObject({ source: 'live' });
  });
});
