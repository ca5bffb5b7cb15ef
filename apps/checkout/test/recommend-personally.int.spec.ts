import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PlacedOrder } from '@holdfast/contracts';
import {
  asCustomerOf,
  asOperator,
  checkoutFixture,
  type CheckoutFixture,
  type Reply,
} from './checkout-fixture.ts';
import { FakeRecommendations, suggesting } from './fake-recommendations.ts';

const auditor = '4uditor-5a7c9e1f3b2d4c6e8f';
const partner = 'p4rtner-5a7c9e1f3b2d4c6e8f';

describe('suggestions made for a customer', () => {
  const recommendations = new FakeRecommendations();
  let checkout: CheckoutFixture;
  let adas: PlacedOrder;

  beforeAll(async () => {
    checkout = await checkoutFixture({
      RECOMMENDATIONS_URL: await recommendations.start(),
      RECOMMENDATIONS_TIMEOUT_MS: '3000',
      EXTRA_API_KEYS: `auditor:${auditor}:read,partner:${partner}`,
    });
    adas = await checkout.place();
  });
  beforeEach(() => {
    recommendations.does = suggesting('prod_bell');
    recommendations.asked = [];
  });
  afterAll(async () => {
    await checkout.close();
    await recommendations.stop();
  });

  const ask = (customerId: string, headers: Record<string, string> = {}): Promise<Reply> =>
    checkout.get(`/recommendations?customerId=${encodeURIComponent(customerId)}&limit=3`, { headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  /** The response, and the customers that recommendations was asked for. */
  async function seen(customerId: string, headers: Record<string, string> = {}) {
    recommendations.asked = [];
    const { status, text, headers: answered } = await ask(customerId, headers);
    const headerNames = [...answered.keys()]
      .filter((name) => !['date', 'x-request-id', 'age'].includes(name))
      .sort();
    return { status, text, headerNames, asked: recommendations.asked };
  }

  it('are requested by an ID that reveals nothing about the address, in any spelling', async () => {
    const own = asCustomerOf(adas.orderId);
    for (const spelled of ['ada@example.com', 'Ada@Example.com', ' ada@example.com '])
      expect((await seen(spelled, own)).asked).toEqual([
        expect.stringMatching(/^\/recommendations\/cus_[0-9a-f]{32}\?limit=3$/),
      ]);
    expect((await seen('ada@example.com', own)).asked).toEqual(
      (await seen('ADA@example.com', asOperator)).asked,
    );
  });

  it('are shown to the customer and operators; all others get what a stranger gets', async () => {
    const stranger = await seen('');
    expect(stranger.asked).toEqual(['/recommendations/stranger?limit=3']);
    const bobs = await checkout.place();
    for (const headers of [
      {},
      bearer('x'.repeat(43)),
      bearer(partner),
      bearer(adas.accessToken.slice(1)),
      { authorization: 'Basic x' },
    ])
      expect(await seen('ada@example.com', headers)).toEqual(stranger);
    expect(await seen('mallory@example.com', asCustomerOf(bobs.orderId))).toEqual(stranger);
    expect((await seen('ada@example.com', bearer(auditor))).asked).not.toEqual(stranger.asked);
    expect((await seen('ada@example.com', asCustomerOf(bobs.orderId))).asked).not.toEqual(stranger.asked);
  });

  it('are not shown to someone whose order under the address is not paid', async () => {
    const { accessToken } = await checkout.place('pm_declined');
    expect(accessToken).toMatch(/^[\w-]{43}$/);
    expect((await seen('ada@example.com', bearer(accessToken))).asked).toEqual((await seen('')).asked);
  });

  it('do not wait while orders cannot be read', async () => {
    await checkout.database.query('alter table orders rename to orders_away');
    try {
      expect((await seen('ada@example.com', asCustomerOf(adas.orderId))).asked).toEqual([
        '/recommendations/stranger?limit=3',
      ]);
    } finally {
      await checkout.database.query('alter table orders_away rename to orders');
    }
  });

  it('are counted under the same ID, and no address reaches recommendations', async () => {
    const [id] = (await seen('ada@example.com', asOperator)).asked;
    const messages = await checkout.database.query<{ payload: { customerId: string } }[]>(
      `select payload from outbox where name = 'order-paid' and payload->>'orderId' = $1`,
      [adas.orderId],
    );
    expect(messages.map(({ payload }) => `/recommendations/${payload.customerId}?limit=3`)).toEqual([id]);
    expect(checkout.logs()).not.toMatch(/@example\.com/);
  });
});
