import { describe, expect, it } from '@jest/globals';
import { sharedScope, type CacheScope } from './entry-key.ts';
import { fallbackHeaders } from './headers.ts';
import { aChain, type ChainFixture, down, refused } from './fallback-chain.fixture.ts';
import { AbsentError } from './absent-error.ts';

/** A chain that got a live value `ms` ago and whose source has been down since. */
async function anOutage(ms: number, options: Parameters<typeof aChain>[0] = {}): Promise<ChainFixture> {
  const fixture = aChain(options);
  fixture.remote.answers(['tea']);
  await fixture.read();
  fixture.clock.advance(ms);
  fixture.remote.fails(down('breaker_open'));
  return fixture;
}

describe('a chain', () => {
  it('serves the live value and stores it', async () => {
    const { read, remote, clock } = aChain();
    remote.answers(['tea']);
    expect(await read()).toEqual({
      value: ['tea'],
      source: 'live',
      asOf: clock.wallNow(),
      ageMs: 0,
      isStale: false,
      reason: undefined,
      ttlMs: undefined,
      forwarded: 'miss',
      isStored: true,
    });
  });

  it('asks the source although it has a fresh value', async () => {
    const { read, remote } = await anOutage(1_000);
    remote.answers(['soap']);
    expect(await read()).toMatchObject({ value: ['soap'], source: 'live', forwarded: 'miss' });
  });

  it('serves a fresh value with its age, and says why, while the source is down', async () => {
    const { read, clock } = await anOutage(34_000);
    const served = await read();
    expect(served).toMatchObject({
      value: ['tea'],
      source: 'fresh',
      isStale: false,
      ageMs: 34_000,
      ttlMs: 26_000,
      reason: 'breaker_open',
    });
    expect(served.asOf).toBe(clock.wallNow() - 34_000);
  });

  it('serves a stale value while the source is down, and says so and why', async () => {
    const { read } = await anOutage(472_000);
    const served = await read();
    expect(served).toMatchObject({
      value: ['tea'],
      source: 'stale',
      isStale: true,
      ageMs: 472_000,
      ttlMs: -412_000,
      reason: 'breaker_open',
    });
    expect(fallbackHeaders('tips', served)).toMatchObject({ age: '472', 'cache-control': 'no-store' });
  });

  it('serves the default if the stored value is too old, and does not store it', async () => {
    const { read, remote } = await anOutage(660_000, { safeDefault: () => ['mug'] });
    const expected = { value: ['mug'], source: 'default', isStale: false, ageMs: 0, reason: 'breaker_open' };
    expect(await read()).toMatchObject(expected);
    expect(await read()).toMatchObject(expected);
    expect(remote.calls).toBe(3);
  });

  it('rethrows the failure if nothing is left, and does not store it', async () => {
    const { read, remote } = await anOutage(660_000);
    await expect(read()).rejects.toMatchObject({ name: 'DependencyError', reason: 'breaker_open' });
    remote.answers(['soap']);
    expect(await read()).toMatchObject({ value: ['soap'], source: 'live' });
  });

  it.each([
    ['a refusal of the source', refused],
    ['a caller that left', down('canceled', { mayServeStale: false })],
    ['a bug', new TypeError('x is not a function')],
  ])('lets nothing stand in for %s', async (_what, error) => {
    const { read, remote } = await anOutage(100_000, { safeDefault: () => ['mug'] });
    remote.fails(error);
    await expect(read()).rejects.toBe(error);
    remote.fails(down());
    expect(await read()).toMatchObject({ value: ['tea'], source: 'stale' });
  });

  it('deletes what the source no longer has, and does not ask for it again for 5 s', async () => {
    const { read, remote, clock } = await anOutage(100_000, { safeDefault: () => ['mug'] });
    const gone = new AbsentError('tips');
    remote.fails(gone);
    await expect(read()).rejects.toBe(gone);
    remote.fails(down());
    clock.advance(4_999);
    await expect(read()).rejects.toBeInstanceOf(AbsentError);
    expect(remote.calls).toBe(2);
    clock.advance(1);
    expect(await read()).toMatchObject({ source: 'default' });
    expect(remote.calls).toBe(3);
  });

  it('deletes it even if absences are not remembered', async () => {
    const { read, remote } = await anOutage(100_000, { negativeMs: 0, safeDefault: () => ['mug'] });
    remote.fails(new AbsentError('tips'));
    await expect(read()).rejects.toBeInstanceOf(AbsentError);
    remote.fails(down());
    expect(await read()).toMatchObject({ source: 'default' });
  });

  it.each([[undefined], [null], [0], [''], [[]]])('distinguishes %j from an absence', async (value) => {
    const { read, remote } = aChain({ safeDefault: () => 'the default' });
    remote.answers(value);
    await read();
    remote.fails(down());
    expect(await read()).toMatchObject({ value, source: 'fresh' });
  });

  it('never mixes the entries of two scopes or two chains', async () => {
    const { read, cache } = await anOutage(0);
    for (const scope of ['bob', sharedScope] satisfies CacheScope[])
      await expect(read({ scope })).rejects.toThrow('is down');
    const news = aChain({ name: 'news', cache });
    news.remote.fails(down());
    await expect(news.read()).rejects.toThrow('is down');
    expect(await read()).toMatchObject({ value: ['tea'] });
  });

  it('serves nothing stale if only fresh values are allowed', async () => {
    const { read, clock } = await anOutage(59_999, { staleMs: 0 });
    expect(await read()).toMatchObject({ source: 'fresh' });
    clock.advance(1);
    await expect(read()).rejects.toThrow('is down');
  });

  describe('when the caller sets limits', () => {
    it('serves no stored value for no-cache', async () => {
      const { read, remote } = await anOutage(1_000, { safeDefault: () => ['mug'] });
      const limits = { noCache: true };
      expect(await read({ limits })).toMatchObject({ source: 'default' });
      remote.answers(['soap']);
      expect(await read({ limits })).toMatchObject({
        value: ['soap'],
        source: 'live',
        forwarded: 'request',
      });
    });

    it('serves nothing that has been stale for longer than max-stale', async () => {
      const { read } = await anOutage(70_000);
      expect(await read({ limits: { maxStaleMs: 10_000 } })).toMatchObject({ source: 'stale' });
      await expect(read({ limits: { maxStaleMs: 9_999 } })).rejects.toThrow('is down');
    });
  });
});

it('counts reads by result', async () => {
  const { read, remote, chain } = await anOutage(1_000, { safeDefault: () => 'the default' });
  await read();
  await read({ scope: 'bob' });
  remote.fails(refused);
  await read().catch(() => undefined);
  remote.fails(new AbsentError('tips'));
  await read().catch(() => undefined);
  expect(chain.counts).toMatchObject({ live: 1, fresh: 1, stale: 0, default: 1, absent: 1, failed: 1 });
});

describe('a chain whose default is for refusals too', () => {
  const neverFails = { safeDefault: () => 'the default', defaultForRefusals: true };

  it.each([refused, new AbsentError('tips')])('serves it for %s, and no stored value', async (error) => {
    const { read, remote } = await anOutage(1_000, neverFails);
    remote.fails(error);
    expect(await read()).toMatchObject({
      value: 'the default',
      source: 'default',
      reason: 'final_response',
    });
  });

  it('rethrows internal errors', async () => {
    const { read, remote } = aChain(neverFails);
    remote.fails(new TypeError('x is not a function'));
    await expect(read()).rejects.toThrow(TypeError);
  });
});

describe('options of a chain', () => {
  it.each([
    ['name', { name: 'My tips' }],
    ['freshMs', { freshMs: -1 }],
    ['staleMs', { staleMs: Infinity }],
    ['negativeMs', { negativeMs: NaN }],
    ['ttlJitterPercent', { ttlJitterPercent: 101 }],
    ['schemaVersion', { schemaVersion: 1.5 }],
  ])('are refused with a wrong %s', (option, options) => {
    expect(() => aChain(options)).toThrow(new RegExp(`chain|dependency .*${option}`));
  });
});
