import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { findOrFetchRedis, freePort, type ManagedProcess, startRedis } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { asOperator, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';
import { FakeRecommendations, refusing, suggesting, type Suggesting } from './fake-recommendations.ts';

const bells = suggesting('prod_bell', 'prod_rope');

describe('GET /recommendations', () => {
  const recommendations = new FakeRecommendations();
  const folder = temporaryFolder();
  let checkout: CheckoutFixture;
  let redis: ManagedProcess;
  let customers = 0;
  let path: string;

  beforeAll(async () => {
    const port = await freePort();
    redis = await startRedis({ dataDir: folder, port, program: findOrFetchRedis() });
    checkout = await checkoutFixture({
      RECOMMENDATIONS_URL: await recommendations.start(),
      RECOMMENDATIONS_TIMEOUT_MS: '3000',
      CACHE_URL: `redis://127.0.0.1:${port}`,
    });
  });

  /** Each test has its own customer and a closed breaker. */
  beforeEach(async () => {
    recommendations.does = bells;
    for (const copy of [0, 1] as const)
      await eventually(async () => {
        const { body } = await checkout.get('/recommendations?customerId=probe@example.com', { copy });
        expect(body).toMatchObject({ source: 'live' });
      });
    customers += 1;
    path = `/recommendations?customerId=customer-${customers}@example.com&limit=3`;
    recommendations.asked = [];
    recommendations.abandoned = 0;
  });

  afterEach(() => {
    redis.resume();
    recommendations.release(bells);
  });

  afterAll(async () => {
    await checkout.close();
    await recommendations.stop();
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Operators see every customer's suggestions. */
  const get = (path: string, { headers, ...init }: Parameters<CheckoutFixture['get']>[1] = {}) =>
    checkout.get(path, { ...init, headers: { ...asOperator, ...(headers as Record<string, string>) } });

  const idsOf = ({ body }: Reply): unknown[] =>
    (body['products'] as { productId: string }[]).map(({ productId }) => productId);

  const untilInFlight = (count: number): Promise<void> =>
    eventually(async () => {
      const { text } = await checkout.get('/metrics');
      expect(text).toMatch(new RegExp(`^http_server_in_flight_requests\\{.*\\} ${count}$`, 'm'));
    });

  /** Number of calls to Redis, once none is in progress. */
  const callsOfRedis = (): Promise<number> =>
    eventually(async () => {
      const { text } = await checkout.get('/metrics');
      expect(text).toMatch(/^resilience_bulkhead_in_use\{dependency="cache",.*\} 0$/m);
      const series = text.matchAll(/^resilience_calls_total\{dependency="cache",.*\} (\d+)$/gm);
      return [...series].reduce((sum, [, count]) => sum + Number(count), 0);
    });

  it('shows what recommendations suggests, topped up with popular products', async () => {
    const live = await get(path);
    expect([live.status, live.headers.get('cache-status')]).toEqual([
      200,
      '"recommendations"; fwd=miss; stored',
    ]);
    expect(live.body).toMatchObject({ source: 'live', stale: false, ageSeconds: 0, notice: null });
    expect(idsOf(live)).toEqual(['prod_bell', 'prod_rope', 'prod_tea']);
    expect(live.headers.get('cache-control')).toBe('no-store');
    expect(live.headers.get('x-resilience-source')).toBeNull();
  });

  describe.each<[string, Suggesting, string]>([
    ['fails', refusing(500), 'server-error'],
    ['returns 503', refusing(503), 'unavailable'],
    ['hangs', 'hang', 'timeout'],
    ['breaks the connection', 'reset', 'connection-lost'],
    ['responds with invalid JSON', { status: 200, body: '<html>' }, 'unclassified'],
    ['responds with another shape', { status: 200, body: '{"products":[{"id":1}]}' }, 'unclassified'],
  ])('when it %s', (_what, failure, reason) => {
    it('shows the last suggestions with their age, or popular products if there are none', async () => {
      const live = await get(path);
      recommendations.does = failure;
      const cached = await get(path);
      const { ageSeconds } = cached.body;
      expect(cached.status).toBe(200);
      expect(cached.body).toEqual({
        source: 'cache',
        stale: true,
        ageSeconds: expect.any(Number),
        notice: `We can't refresh these suggestions right now. They are ${ageSeconds === 1 ? '1 second' : `${ageSeconds as number} seconds`} old.`,
        products: live.body['products'],
      });
      expect(cached.headers.get('cache-status')).toMatch(
        /^"recommendations"; hit; ttl=-\d+; detail=stale-if-error$/,
      );
      expect(cached.headers.get('age')).toBe(`${ageSeconds as number}`);
      expect(cached.headers.get('x-resilience-source')).toBe('stale');
      expect(cached.headers.get('x-resilience-reason')).toBe(reason);
      expect(cached.headers.get('cache-control')).toBe('no-store');

      const stranger = await get('/recommendations?customerId=stranger@example.com&limit=2');
      expect(stranger.status).toBe(200);
      expect(stranger.body).toMatchObject({ source: 'default', stale: false, ageSeconds: 0 });
      expect(stranger.body['notice']).toMatch(/most popular products/);
      expect(idsOf(stranger)).toEqual(['prod_tea', 'prod_mug']);
      expect(stranger.headers.get('cache-status')).toBe('"recommendations"; fwd=miss; detail=default');
      expect(stranger.headers.get('cache-control')).toBe('no-store');
    });
  });

  it.each([400, 401, 403, 404, 410, 422])(
    'shows popular products instead of older suggestions when refused with %d',
    async (status) => {
      await get(path);
      recommendations.does = refusing(status);
      expect(await get(path)).toMatchObject({ status: 200, body: { source: 'default' } });
    },
  );

  it('drops cached suggestions that recommendations no longer has', async () => {
    await get(path);
    recommendations.does = refusing(404);
    await get(path);
    const asked = recommendations.asked.length;
    recommendations.does = bells;
    expect((await get(path)).body).toMatchObject({ source: 'default' });
    expect(recommendations.asked).toHaveLength(asked);
  });

  it('shows suggestions that another instance cached', async () => {
    const live = await get(path, { copy: 0 });
    recommendations.does = refusing(503);
    const cached = await eventually(async () => {
      const reply = await get(path, { copy: 1 });
      expect(reply.body).toMatchObject({ source: 'cache' });
      return reply;
    });
    expect(idsOf(cached)).toEqual(idsOf(live));
  });

  it('shows no cached suggestions to clients that send no-cache', async () => {
    await get(path);
    recommendations.does = refusing(503);
    const headers = { 'cache-control': 'no-cache' };
    expect((await get(path, { headers })).body).toMatchObject({ source: 'default' });
    recommendations.does = bells;
    const live = await get(path, { headers });
    expect(live.headers.get('cache-status')).toBe('"recommendations"; fwd=request; stored');
  });

  it('responds within the deadline of the caller', async () => {
    await get(path);
    recommendations.does = 'hang';
    const reply = await get(path, { headers: { 'x-request-timeout-ms': '1000' } });
    expect(recommendations.timeoutMs).toBeLessThan(1_000);
    expect(reply).toMatchObject({ status: 200, body: { source: 'cache' } });
    expect(reply.headers.get('x-resilience-reason')).toBe('timeout');
  });

  it('cancels the call to recommendations when the client disconnects', async () => {
    recommendations.does = 'hang';
    const hangUp = new AbortController();
    const call = get(path, { signal: hangUp.signal });
    await eventually(() => expect(recommendations.asked).toHaveLength(1));
    hangUp.abort();
    await expect(call).rejects.toThrow();
    await eventually(() => expect(recommendations.abandoned).toBe(1));
  });

  it('sends one call for concurrent identical requests, and continues when one client disconnects', async () => {
    recommendations.does = 'hang';
    const hangUp = new AbortController();
    const leaver = get(path, { signal: hangUp.signal });
    await eventually(() => expect(recommendations.asked).toHaveLength(1));
    const others = Array.from({ length: 10 }, () => get(path));
    await untilInFlight(11);
    hangUp.abort();
    await expect(leaver).rejects.toThrow();
    await untilInFlight(10);
    recommendations.release(bells);
    for (const { body } of await Promise.all(others)) expect(body).toMatchObject({ source: 'live' });
    expect([recommendations.asked.length, recommendations.abandoned]).toEqual([1, 0]);
  });

  describe('when its breaker is open', () => {
    it('is not called, and is probed automatically later', async () => {
      await get(path);
      recommendations.does = refusing(500);
      await eventually(async () => {
        const { headers } = await get(path);
        expect(headers.get('x-resilience-reason')).toBe('breaker-open');
      });
      const asked = recommendations.asked.length;
      expect((await get(path)).body).toMatchObject({ source: 'cache', stale: true });
      expect(recommendations.asked).toHaveLength(asked);
      recommendations.does = bells;
      await eventually(async () => expect((await get(path)).body).toMatchObject({ source: 'live' }));
    });
  });

  describe('when Redis is frozen', () => {
    it('shows live suggestions, and those cached in the process when they fail', async () => {
      const before = await callsOfRedis();
      redis.pause();
      for (let call = 0; call < 5; call += 1)
        expect((await get(path)).body).toMatchObject({ source: 'live' });
      // Kept suggestions were written without reading Redis first.
      expect(await callsOfRedis()).toBe(before + 5);
      recommendations.does = refusing(503);
      expect((await get(path)).body).toMatchObject({ source: 'cache', stale: true });
    });
  });
});
