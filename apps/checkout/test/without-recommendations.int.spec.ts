import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asCustomerOf, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

describe('a shop without recommendations', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({ RECOMMENDATIONS_URL: '', RECOMMENDATIONS_API_KEY: '' });
  });
  afterAll(() => checkout.close());

  it('suggests popular products to everyone, and says so', async () => {
    const { orderId } = await checkout.place();
    const path = '/recommendations?customerId=ada@example.com&limit=3';
    const shown = await checkout.get(path, { headers: asCustomerOf(orderId) });
    expect([shown.status, shown.body]).toEqual([
      200,
      {
        source: 'default',
        stale: false,
        ageSeconds: 0,
        notice: 'These are our most popular products.',
        products: [expect.anything(), expect.anything(), expect.anything()],
      },
    ]);
    expect(shown.headers.get('cache-status')).toBe('"recommendations"; fwd=miss; detail=default');
    expect(shown.headers.get('x-resilience-reason')).toBeNull();
    expect((await checkout.get(path)).body).toEqual(shown.body);
  });

  it('has no breaker for it, and is healthy', async () => {
    const { body } = await checkout.get('/resilience');
    const names = (body['dependencies'] as { dependency: string }[]).map(({ dependency }) => dependency);
    expect(names).toContain('payments');
    expect(names).not.toContain('recommendations');
    expect((await checkout.get('/health/ready')).status).toBe(200);
  });

  it('publishes no purchases', async () => {
    const order = await checkout.place();
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt']);
    expect(await checkout.database.query(`select from outbox where name = 'order-paid'`)).toEqual([]);
  });
});
