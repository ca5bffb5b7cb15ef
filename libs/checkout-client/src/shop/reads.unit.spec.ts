import { beforeEach, describe, expect, it } from '@jest/globals';
import { answer, broken, FakeApi, hang, htmlPage, problem, type Reply } from '../api.fixture.ts';
import { CheckoutClient } from '../checkout-client.ts';
import { memoryStorage } from '../keys/memory-storage.ts';
import { aCheckout, anOrder, anOrderToConfirm, aPendingOrder } from './order.fixture.ts';

let api: FakeApi;
let client: CheckoutClient;

beforeEach(() => {
  api = new FakeApi();
  client = new CheckoutClient({
    baseUrl: 'https://shop.example/api',
    storage: memoryStorage(),
    runtime: api.runtime,
  });
});

const events = [
  { at: '2026-01-15T00:00:00.000Z', type: 'order_placed', text: 'The order was placed.' },
  { at: '2026-01-15T00:00:01.000Z', type: 'order_paid', text: 'Payment of $42.00 received.' },
];
const products = [
  {
    productId: 'prod_mug',
    name: 'Enamel mug',
    description: '',
    unitPrice: { amountMinor: 1800, currency: 'usd' },
    imageUrl: '/images/mug.svg',
  },
];
const recommendations = { source: 'cache', stale: true, ageSeconds: 42, notice: '42 seconds old.', products };

const read = (reply: Reply) => {
  api.will(reply);
  return api.pass(client.readOrder('ord_1'));
};

describe('readOrder', () => {
  it('finds the order with the stored token, in one request', async () => {
    await client.keepToken('ord_1', 'the-token');
    expect(await read(answer(200, anOrder()))).toEqual({ kind: 'found', value: anOrder() });
    expect(api.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://shop.example/api/orders/ord_1',
    ]);
    expect(api.received[0]?.headers.get('authorization')).toBe('Bearer the-token');
  });

  it.each([
    [401, 'order_access_required'],
    [404, 'order_not_found'],
    [409, 'conflict'],
  ])('is refused by the problem %d %s', async (status, code) => {
    expect(await read(problem(status, code))).toMatchObject({ kind: 'refused', status, problem: { code } });
  });

  it.each<[string, Reply, object]>([
    ['a broken connection', broken, { reason: 'network' }],
    ['no response within the time of one attempt', hang, { reason: 'timeout' }],
    [
      '503',
      problem(503, 'shop_unreachable', { 'retry-after': '3' }),
      { reason: 'busy', retryAfterMs: 3_000 },
    ],
    ['429', problem(429, 'too_many_attempts'), { reason: 'busy' }],
    ['a sign-in page', htmlPage, { reason: 'untrusted' }],
    [
      "a proxy's 404",
      answer(404, '<h1>Not found</h1>', { 'content-type': 'text/html' }),
      { reason: 'untrusted' },
    ],
    ['half an order', answer(200, { ...anOrder(), lines: undefined }), { reason: 'untrusted' }],
    ['another order', answer(200, anOrder({ orderId: 'ord_2' })), { reason: 'untrusted' }],
    ['a time that is none', answer(200, anOrder({ createdAt: 'soon' })), { reason: 'untrusted' }],
    ['an arrival that is none', answer(200, anOrder({ expectedBy: 'soon' })), { reason: 'untrusted' }],
    [
      'a currency that is none',
      answer(200, anOrder({ total: { amountMinor: 4200, currency: 'dollars' } })),
      { reason: 'untrusted' },
    ],
  ])('does not know the order after %s', async (_, reply, reason) => {
    expect(await read(reply)).toMatchObject({ kind: 'unread', ...reason });
    expect(api.received).toHaveLength(1);
  });

  it('ends with the reason of an abort', async () => {
    const reason = new Error('the customer left');
    api.will(hang);
    const call = client.readOrder('ord_1', { signal: AbortSignal.abort(reason) });
    await expect(api.pass(call)).rejects.toBe(reason);
  });
});

describe('readHistory', () => {
  const readHistory = (reply: Reply) => {
    api.will(reply);
    return api.pass(client.readHistory('ord_1'));
  };

  it('finds the events with the stored token', async () => {
    await client.keepToken('ord_1', 'the-token');
    expect(await readHistory(answer(200, { events }))).toEqual({ kind: 'found', value: { events } });
    expect(api.received[0]).toMatchObject({ url: 'https://shop.example/api/orders/ord_1/history' });
    expect(api.received[0]?.headers.get('authorization')).toBe('Bearer the-token');
  });

  it.each([
    ['without events', {}],
    ['with an event without a time', { events: [{ ...events[0], at: 'soon' }] }],
    ['with an event without a text', { events: [{ ...events[0], text: '' }] }],
    ['with an event that is none', { events: [null] }],
  ])('does not believe a history %s', async (_, body) => {
    expect(await readHistory(answer(200, body))).toMatchObject({ kind: 'unread', reason: 'untrusted' });
  });
});

describe('readRecommendations', () => {
  it('sends the token of an order, so that they can be personal', async () => {
    await client.keepToken('ord_1', 'the-token');
    api.will(answer(200, recommendations));
    const reading = await api.pass(
      client.readRecommendations({ email: 'ada+tea@example.com', orderId: 'ord_1', limit: 3 }),
    );
    expect(reading).toEqual({ kind: 'found', value: recommendations });
    expect(api.received[0]?.url).toBe(
      'https://shop.example/api/recommendations?customerId=ada%2Btea%40example.com&limit=3',
    );
    expect(api.received[0]?.headers.get('authorization')).toBe('Bearer the-token');
  });

  it('are those for a stranger without an order', async () => {
    api.will(answer(200, { ...recommendations, source: 'default', notice: null }));
    expect(await api.pass(client.readRecommendations())).toMatchObject({ kind: 'found' });
    expect(api.received[0]?.url).toBe('https://shop.example/api/recommendations?customerId=&limit=4');
    expect(api.received[0]?.headers.has('authorization')).toBe(false);
  });

  it.each([
    ['of an unknown source', { source: 'guess' }],
    ['without products', { products: undefined }],
    ['with a product without a price', { products: [{ ...products[0], unitPrice: '$18' }] }],
    ['with a number as notice', { notice: 42 }],
  ])('%s are not believed', async (_, over) => {
    api.will(answer(200, { ...recommendations, ...over }));
    const reading = await api.pass(client.readRecommendations());
    expect(reading).toMatchObject({ kind: 'unread', reason: 'untrusted' });
  });
});

describe('recordResult', () => {
  const begun = async (reply: Reply) => {
    api.will(reply);
    await api.pass(client.checkout('cart-17', aCheckout()));
  };
  const stateAfter = async (order: ReturnType<typeof anOrder>) => {
    await api.pass(client.recordResult('cart-17', order));
    return (await client.find('cart-17'))?.state;
  };

  it.each([
    [anOrder(), 'succeeded'],
    [anOrder({ status: 'refunded' }), 'succeeded'],
    [anOrder({ status: 'refund_pending' }), 'succeeded'],
    [anOrder({ status: 'payment_failed' }), 'refused'],
    [aPendingOrder(), 'open'],
    [anOrderToConfirm(), 'open'],
    [anOrder({ orderId: 'ord_2' }), 'open'],
  ])('of an order that is $status leaves the key of ord_1 %s', async (order, state) => {
    await begun(answer(202, aPendingOrder()));
    expect(await stateAfter(order)).toBe(state);
  });

  it('does not replace a key whose order is not known yet', async () => {
    await begun(broken);
    expect(await stateAfter(anOrder())).toBe('open');
  });

  it('does nothing for a name that was never used', async () => {
    expect(await stateAfter(anOrder())).toBeUndefined();
  });
});
