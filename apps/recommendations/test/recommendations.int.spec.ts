import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrderPaid } from '@holdfast/contracts';
import { eventually, testRedis, type TestRedis } from '@holdfast/testing';
import { aPaidOrder, recommendationsFixture } from './recommendations-fixture.ts';

describe('recommendations', () => {
  let redis: TestRedis;
  let fixture: Awaited<ReturnType<typeof recommendationsFixture>>;

  beforeAll(async () => {
    redis = await testRedis();
    fixture = await recommendationsFixture(redis);
  });

  afterEach(() => fixture.forget());

  afterAll(async () => {
    await fixture.close();
    await redis.drop();
  });

  const untilEnded = (state: 'completed' | 'failed', jobIds: readonly string[]) =>
    eventually(async () => {
      const jobs = await Promise.all(jobIds.map((id) => fixture.queue.getJob(id)));
      expect(await Promise.all(jobs.map(async (job) => job?.getState()))).toEqual(jobIds.map(() => state));
    });

  async function paid(...orders: OrderPaid[]): Promise<void> {
    await untilEnded('completed', await Promise.all(orders.map((order) => fixture.publish(order))));
  }

  async function recommended(customerId: string, query = ''): Promise<[string, number][]> {
    const { body } = await fixture.recommend(customerId, query);
    return body.products.map(({ productId, score }) => [productId, score]);
  }

  it('counts the purchases of an email address without storing the address', async () => {
    await paid(aPaidOrder('ada@example.com', 'tea', 'mug'));
    expect(await recommended('cus_1')).toEqual([
      ['mug', 0.5],
      ['tea', 0.5],
    ]);
    expect(await recommended('ada@example.com')).toEqual(await recommended('cus_1'));
  });

  it('recommends nothing before the first purchase', async () => {
    expect(await fixture.recommend('ada@example.com')).toEqual({ status: 200, body: { products: [] } });
  });

  it('recommends popular products to strangers, scored by their share of all purchases', async () => {
    await paid(aPaidOrder('a', 'tea', 'mug'), aPaidOrder('b', 'tea'), aPaidOrder('c', 'tea'));
    expect(await recommended('stranger')).toEqual([
      ['tea', 0.75],
      ['mug', 0.25],
    ]);
  });

  it('recommends products bought with those of a customer, best first, then popular ones', async () => {
    await paid(
      aPaidOrder('me', 'tea'),
      aPaidOrder('a', 'tea', 'mug'),
      aPaidOrder('b', 'mug', 'tea', 'kettle'),
      aPaidOrder('c', 'rope', 'lantern'),
      aPaidOrder('d', 'rope'),
    );
    const products = await recommended('me');
    expect(products.slice(0, 2)).toEqual([
      ['mug', 2],
      ['kettle', 1],
    ]);
    expect(products.slice(2).map(([productId]) => productId)).toEqual(['rope', 'lantern']);
    for (const [, score] of products.slice(2)) expect(score).toBeLessThan(1);
  });

  it('adds up the scores over several products of a customer', async () => {
    await paid(
      aPaidOrder('me', 'tea', 'rope'),
      aPaidOrder('a', 'tea', 'mug', 'rope'),
      aPaidOrder('b', 'tea', 'soap'),
    );
    expect(await recommended('me')).toEqual([
      ['mug', 2],
      ['soap', 1],
    ]);
  });

  it('leaves out products the customer has', async () => {
    await paid(aPaidOrder('me', 'tea', 'mug'), aPaidOrder('a', 'tea', 'mug'));
    expect(await recommended('me')).toEqual([]);
  });

  it('breaks ties by popularity and then by product', async () => {
    await paid(
      aPaidOrder('me', 'tea'),
      aPaidOrder('a', 'tea', 'soap', 'mug', 'kettle'),
      aPaidOrder('b', 'soap'),
    );
    const products = await recommended('me');
    expect(products.map(([productId]) => productId)).toEqual(['soap', 'kettle', 'mug']);
  });

  it('counts an order once, however often and to whichever instance it is delivered', async () => {
    const order = aPaidOrder('a', 'tea', 'mug');
    const messageId = randomUUID();
    await untilEnded(
      'completed',
      await Promise.all(Array.from({ length: 20 }, () => fixture.publish(order, messageId))),
    );
    await paid(aPaidOrder('me', 'tea'));
    expect(await recommended('me')).toEqual([['mug', 1]]);
  });

  it('counts many concurrent orders of the same products, and each product once per order', async () => {
    const baskets = [
      ['tea', 'mug', 'rope'],
      ['rope', 'mug', 'tea', 'tea'],
    ];
    await paid(...Array.from({ length: 40 }, (_, n) => aPaidOrder(`customer-${n}`, ...baskets[n % 2]!)));
    await paid(aPaidOrder('me', 'tea'));
    expect(await recommended('me')).toEqual([
      ['mug', 40],
      ['rope', 40],
    ]);
  });

  it('accepts any customer ID', async () => {
    const customerId = `a/b+c?d#e%20'"${'x'.repeat(230)}.example`;
    await paid(aPaidOrder(customerId, 'tea'), aPaidOrder('a', 'tea', 'mug'));
    expect(await recommended(customerId)).toEqual([['mug', 1]]);
  });

  it('returns four products by default, and one to twelve on request', async () => {
    await paid(aPaidOrder('a', ...Array.from({ length: 15 }, (_, n) => `product-${n}`)));
    const counts = ['', '?limit=1', '?limit=12'].map(
      async (query) => (await recommended('stranger', query)).length,
    );
    expect(await Promise.all(counts)).toEqual([4, 1, 12]);
  });

  it.each(['0', '13', '1.5', 'many', ''])('refuses a limit of "%s"', async (limit) => {
    expect(await fixture.recommend('a', `?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ pointer: '/limit' }] },
    });
  });

  it.each([
    ['too long', 'a'.repeat(255)],
    ['with a control character', 'a\0b'],
  ])('refuses a customer that is %s', async (_, customerId) => {
    expect(await fixture.recommend(customerId)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ pointer: '/customerId' }] },
    });
  });

  it('refuses a caller without a valid key', async () => {
    expect(await fixture.recommend('a', '', 'Bearer other')).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it.each([
    ['of an unknown version', { ...aPaidOrder('a', 'tea'), version: 2 }],
    ['of another shape', { ...aPaidOrder('a', 'tea'), productIds: 'tea' }],
  ])('refuses an event %s for good', async (_, payload) => {
    const jobId = await fixture.publish(payload);
    await untilEnded('failed', [jobId]);
    expect((await fixture.queue.getJob(jobId))?.attemptsMade).toBe(1);
    expect(await recommended('stranger')).toEqual([]);
  });

  it('reports no dependencies', async () => {
    expect(await fixture.resilience()).toEqual({ dependencies: [] });
  });
});
