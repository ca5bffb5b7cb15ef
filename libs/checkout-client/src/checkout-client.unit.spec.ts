import { beforeEach, describe, expect, it } from '@jest/globals';
import { answer, broken, FakeApi, problem } from './api.fixture.ts';
import { CheckoutClient } from './checkout-client.ts';
import { memoryStorage } from './keys/memory-storage.ts';
import { type Sent } from './outcome.ts';
import { type ActionRequired, type Pending } from './shop/checkout.ts';
import { aCheckout, anOrder, anOrderToConfirm, aPendingOrder } from './shop/order.fixture.ts';
import { type RefundRequest } from './shop/refund.ts';

let api: FakeApi;
let client: CheckoutClient;

beforeEach(() => {
  api = new FakeApi();
  client = new CheckoutClient({
    baseUrl: 'https://shop.example',
    storage: memoryStorage(),
    runtime: api.runtime,
  });
});

const checkout = (over = {}) => api.pass(client.checkout('cart-17', aCheckout(over)));
const cardDeclined = problem(402, 'card_declined', {}, { orderId: 'ord_1', declineCode: 'expired_card' });

describe('checkout', () => {
  it('is paid if the response is the paid order', async () => {
    api.will(answer(201, anOrder()));
    expect(await checkout()).toEqual({
      kind: 'paid',
      order: anOrder(),
      operation: 'cart-17',
      key: expect.any(String),
      attempts: 1,
      isReplay: false,
    });
  });

  it('is pending if the order is accepted and its payment is not confirmed', async () => {
    api.will(answer(202, aPendingOrder()));
    expect(await checkout()).toMatchObject({ kind: 'pending', order: aPendingOrder() });
    expect(await client.find('cart-17')).toMatchObject({ state: 'open', reference: 'ord_1' });
  });

  it('asks for a confirmation with the bank, and keeps the key meanwhile', async () => {
    api.will(answer(202, { ...anOrderToConfirm(), accessToken: 'the-token' }));
    const outcome = await checkout();
    expect(outcome).toMatchObject({
      kind: 'action_required',
      order: anOrderToConfirm(),
      nextAction: { url: 'https://bank.example/confirm' },
      accessToken: 'the-token',
    });
    expect(await client.find('cart-17')).toMatchObject({ state: 'open', reference: 'ord_1' });
    api.will(answer(201, anOrder()));
    expect(await checkout()).toMatchObject({ kind: 'paid', key: outcome.key });
  });

  it.each([
    ['without a page to open', { nextAction: null }],
    [
      'whose page is a script',
      { nextAction: { ...anOrderToConfirm().nextAction, url: 'javascript:alert(1)' } },
    ],
  ])('does not trust a confirmation %s', async (_, members) => {
    api.will(answer(202, { ...anOrderToConfirm(), ...members }));
    expect(await checkout()).toMatchObject({ kind: 'unknown', reason: 'untrusted' });
  });

  it('is declined with the reason, and another card gets a new key', async () => {
    api.will(cardDeclined);
    const declined = await checkout();
    expect(declined).toMatchObject({ kind: 'declined', orderId: 'ord_1', declineCode: 'expired_card' });
    api.will(answer(201, anOrder()));
    const paid = await checkout({ paymentMethod: 'pm_card_mastercard' });
    expect(paid.kind).toBe('paid');
    expect(paid.key).not.toBe(declined.key);
  });

  it('allows another card even if a retry of the declined one got no response', async () => {
    api.will(cardDeclined);
    await checkout();
    api.will(broken);
    expect(await checkout()).toMatchObject({ kind: 'unknown' });
    api.will(answer(201, anOrder()));
    expect(await checkout({ paymentMethod: 'pm_card_mastercard' })).toMatchObject({ kind: 'paid' });
  });

  it.each([
    [400, 'validation_failed'],
    [409, 'price_changed'],
    [422, 'product_unknown'],
    [422, 'payment_method_invalid'],
    [402, 'card_declined'],
  ])(
    'is refused by %d %s even after an attempt without answer, and the cart can be changed',
    async (status, code) => {
      api.will(broken, problem(status, code));
      expect(await checkout()).toMatchObject({ kind: 'refused', problem: { code }, attempts: 2 });
      api.will(answer(201, anOrder()));
      expect(await checkout({ lines: [] })).toMatchObject({ kind: 'paid' });
    },
  );

  it.each([
    ['201 with a pending order', answer(201, aPendingOrder())],
    ['202 with a paid order', answer(202, anOrder())],
    ['200', answer(200, anOrder())],
    ['201 with an order without total', answer(201, { ...anOrder(), total: undefined })],
    ['201 with a line that is none', answer(201, { ...anOrder(), lines: [null] })],
    ['201 with a total in floats', answer(201, anOrder({ total: { amountMinor: 42.5, currency: 'usd' } }))],
    ['201 with an empty id', answer(201, anOrder({ orderId: '' }))],
    ['201 with a problem', problem(201, 'paid')],
    ['201 with an order called text', answer(201, anOrder(), { 'content-type': 'text/plain' })],
  ])('is unknown after %s', async (_, reply) => {
    api.will(reply);
    expect(await checkout()).toMatchObject({ kind: 'unknown', reason: 'untrusted' });
  });
});

describe('waitForResult', () => {
  const waitFor = async (...replies: Parameters<FakeApi['will']>) => {
    api.will(answer(202, aPendingOrder()));
    const pending = (await checkout()) as Pending & Sent;
    api.received.length = 0;
    api.will(...replies);
    return api.pass(client.waitForResult(pending));
  };

  it('reads the order until it is paid, through failures', async () => {
    const still = answer(200, aPendingOrder());
    const end = await waitFor(still, broken, problem(503, 'service_unavailable'), answer(200, anOrder()));
    expect(end).toMatchObject({ kind: 'paid', order: { status: 'paid' }, operation: 'cart-17' });
    expect(api.received.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array(4).fill('GET https://shop.example/orders/ord_1'),
    );
    expect(await client.find('cart-17')).toMatchObject({ state: 'succeeded' });
  });

  it('treats an order refunded since as paid', async () => {
    expect(await waitFor(answer(200, anOrder({ status: 'refunded' })))).toMatchObject({ kind: 'paid' });
  });

  it('reports a declined card; another card then gets a new key', async () => {
    const end = await waitFor(answer(200, anOrder({ status: 'payment_failed' })));
    expect(end).toMatchObject({ kind: 'declined', orderId: 'ord_1', declineCode: null });
    api.will(answer(201, anOrder()));
    const paid = await checkout({ paymentMethod: 'pm_card_mastercard' });
    expect(paid.key).not.toBe(end.key);
  });

  it('ends as soon as the bank of a pending order wants a confirmation', async () => {
    const end = await waitFor(answer(200, aPendingOrder()), answer(200, anOrderToConfirm()));
    expect(end).toMatchObject({ kind: 'action_required', nextAction: anOrderToConfirm().nextAction });
    expect(await client.find('cart-17')).toMatchObject({ state: 'open' });
  });

  it('waits until a confirmation has a result, however the payment goes on', async () => {
    api.will(answer(202, anOrderToConfirm()));
    const toConfirm = (await checkout()) as ActionRequired & Sent;
    api.will(answer(200, anOrderToConfirm()), answer(200, aPendingOrder()), answer(200, anOrder()));
    expect(await api.pass(client.waitForResult(toConfirm))).toMatchObject({ kind: 'paid' });
    expect(await client.find('cart-17')).toMatchObject({ state: 'succeeded' });
  });

  it('returns the same confirmation if nothing has changed in time', async () => {
    api.will(answer(202, anOrderToConfirm()));
    const toConfirm = (await checkout()) as ActionRequired & Sent;
    api.will(answer(200, anOrderToConfirm()));
    expect(await api.pass(client.waitForResult(toConfirm))).toBe(toConfirm);
  });

  it('does not accept another order', async () => {
    const end = await waitFor(answer(200, anOrder({ orderId: 'ord_2' })));
    expect(end.kind).toBe('pending');
  });

  it('returns the pending outcome after a minute of polling with growing pauses', async () => {
    const start = api.now;
    expect(await waitFor(answer(200, aPendingOrder()))).toMatchObject({ kind: 'pending' });
    expect(api.now - start).toBeLessThanOrEqual(60_000);
    expect(api.pausesMs.slice(0, 5)).toEqual([499, 999, 1_999, 3_999, 4_999]);
    expect(api.received.length).toBeLessThan(20);
  });

  it('never polls twice without a pause, however small the random one', async () => {
    const runtime = { ...api.runtime, random: () => 0 };
    client = new CheckoutClient({ baseUrl: 'https://shop.example', storage: memoryStorage(), runtime });
    await waitFor(answer(200, aPendingOrder()));
    expect(api.pausesMs.slice(0, 5)).toEqual([250, 500, 1_000, 2_000, 2_500]);
  });

  it('respects Retry-After', async () => {
    await waitFor(problem(503, 'service_unavailable', { 'retry-after': '20' }), answer(200, anOrder()));
    expect(api.pausesMs).toEqual([24_999]);
  });

  it.each([0, -1, NaN, Infinity])('refuses to wait %p ms', async (timeoutMs) => {
    api.will(answer(202, aPendingOrder()));
    const pending = (await checkout()) as Pending & Sent;
    await expect(client.waitForResult(pending, { timeoutMs })).rejects.toThrow('timeoutMs must be');
  });

  it('ends with the reason of an abort', async () => {
    api.will(answer(202, aPendingOrder()));
    const pending = (await checkout()) as Pending & Sent;
    const reason = new Error('the customer left');
    const call = client.waitForResult(pending, { signal: AbortSignal.abort(reason) });
    await expect(api.pass(call)).rejects.toBe(reason);
  });
});

describe('refund', () => {
  const refund = { refundId: 're_1', orderId: 'ord_1', status: 'succeeded', amount: anOrder().total };
  const refundOrder = () => api.pass(client.refund('ord_1', 'refund-ord_1'));

  it.each(['succeeded', 'pending'])('is made: %s', async (status) => {
    api.will(broken, answer(201, { ...refund, status }));
    expect(await refundOrder()).toMatchObject({ kind: 'refunded', refund: { status }, attempts: 2 });
    expect(api.received[0]).toMatchObject({ url: 'https://shop.example/orders/ord_1/refunds', body: '{}' });
    expect(new Set(api.keysReceived).size).toBe(1);
  });

  it.each<RefundRequest>([
    { amount: { amountMinor: 1000, currency: 'usd' } },
    { lines: [{ productId: 'prod_tea', quantity: 1 }] },
  ])('is sent with the requested part: %j', async (part) => {
    api.will(answer(201, refund));
    await api.pass(client.refund('ord_1', 'refund-part', part));
    expect(JSON.parse(api.received[0]?.body ?? '')).toEqual(part);
  });

  it('can be requested for less after more was refused', async () => {
    const request = (amountMinor: number) =>
      api.pass(client.refund('ord_1', 'refund-part', { amount: { amountMinor, currency: 'usd' } }));
    api.will(broken, problem(422, 'refund_exceeds_remaining'), answer(201, refund));
    expect(await request(5000)).toMatchObject({ kind: 'refused' });
    expect(await request(4200)).toMatchObject({ kind: 'refunded' });
  });

  it('is refused if the order cannot be refunded', async () => {
    api.will(broken, problem(409, 'order_not_refundable'));
    expect(await refundOrder()).toMatchObject({
      kind: 'refused',
      problem: { code: 'order_not_refundable' },
    });
  });

  it.each([
    ['of another order', { ...refund, orderId: 'ord_2' }],
    ['without amount', { ...refund, amount: undefined }],
    ['that failed', { ...refund, status: 'failed' }],
  ])('%s is not believed', async (_, body) => {
    api.will(answer(201, body));
    expect(await refundOrder()).toMatchObject({ kind: 'unknown', reason: 'untrusted' });
  });

  it('does not share its name with a checkout', async () => {
    api.will(answer(201, anOrder()));
    await checkout();
    await expect(api.pass(client.refund('ord_1', 'cart-17'))).rejects.toMatchObject({ state: 'succeeded' });
  });
});
