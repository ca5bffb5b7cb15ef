import { beforeEach, describe, expect, it } from '@jest/globals';
import { answer, broken, FakeApi, problem } from '../api.fixture.ts';
import { CheckoutClient } from '../checkout-client.ts';
import { memoryStorage } from '../keys/memory-storage.ts';
import { type Sent } from '../outcome.ts';
import { type Pending } from './checkout.ts';
import { aCheckout, anOrder, aPendingOrder } from './order.fixture.ts';

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

const checkout = () => api.pass(client.checkout('cart-17', aCheckout()));

describe('the token of an order', () => {
  const accessToken = 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c';
  const sentTokens = () => api.received.map(({ headers }) => headers.get('authorization'));
  const refunded = { refundId: 're_1', orderId: 'ord_1', status: 'succeeded', amount: anOrder().total };

  it('comes with the outcome and is not part of the order', async () => {
    api.will(answer(201, { ...anOrder(), accessToken }));
    expect(await checkout()).toMatchObject({ kind: 'paid', order: anOrder(), accessToken });
    api.will(problem(402, 'card_declined', {}, { orderId: 'ord_2', accessToken }));
    expect(await api.pass(client.checkout('cart-18', aCheckout()))).toMatchObject({ accessToken });
  });

  it('is sent in a header, never in a URL, when the order is polled or refunded', async () => {
    api.will(answer(202, { ...aPendingOrder(), accessToken }));
    const pending = (await checkout()) as Pending & Sent;
    api.will(broken, answer(200, anOrder()));
    await api.pass(client.waitForResult(pending));
    api.will(broken, answer(201, refunded));
    await api.pass(client.refund('ord_1', 'refund-1'));
    expect(sentTokens()).toEqual([null, ...Array<string>(4).fill(`Bearer ${accessToken}`)]);
    expect(api.received.some(({ url, body }) => `${url}${body}`.includes(accessToken))).toBe(false);
  });

  it('is stored before the result, so that a page closed in between still opens its order', async () => {
    const memory = memoryStorage();
    const written: string[] = [];
    const storage = {
      ...memory,
      set: (name: string, value: string) => {
        if (value === accessToken || value.includes('succeeded'))
          written.push(value === accessToken ? 'token' : 'result');
        return memory.set(name, value);
      },
    };
    api.will(answer(201, { ...anOrder(), accessToken }));
    const page = new CheckoutClient({ baseUrl: 'https://shop.example', storage, runtime: api.runtime });
    await api.pass(page.checkout('cart-17', aCheckout()));
    expect(written).toEqual(['token', 'result']);
  });

  it('outlives a reload, and is not sent for another order', async () => {
    const storage = memoryStorage();
    const page = () => new CheckoutClient({ baseUrl: 'https://shop.example', storage, runtime: api.runtime });
    api.will(problem(422, 'payment_method_invalid', {}, { orderId: 'ord_1', accessToken }));
    await api.pass(page().checkout('cart-17', aCheckout()));
    api.will(problem(409, 'order_not_refundable'));
    await api.pass(page().refund('ord_1', 'refund-1'));
    await api.pass(page().refund('ord_2', 'refund-2'));
    await page().forgetToken('ord_1');
    await api.pass(page().refund('ord_1', 'refund-3'));
    await page().keepToken('ord_2', 'by-mail');
    await api.pass(page().refund('ord_2', 'refund-4'));
    expect(sentTokens()).toEqual([null, `Bearer ${accessToken}`, null, null, 'Bearer by-mail']);
  });

  it('is known to the page even if the storage fails after the response', async () => {
    const storage = memoryStorage();
    const failing = {
      ...storage,
      set: (name: string, value: string) => {
        if (name.includes('order-token')) throw new Error('the storage is full');
        return storage.set(name, value);
      },
    };
    client = new CheckoutClient({ baseUrl: '', storage: failing, runtime: api.runtime });
    api.will(answer(201, { ...anOrder(), accessToken }));
    expect(await checkout()).toMatchObject({ kind: 'paid', accessToken });
    api.will(answer(201, refunded));
    expect(await api.pass(client.refund('ord_1', 'refund-1'))).toMatchObject({ kind: 'refunded' });
    expect(sentTokens()).toEqual([null, `Bearer ${accessToken}`]);
  });

  it("does not replace the app's own credential", async () => {
    const headers = () => ({ Authorization: 'Bearer operator' });
    client = new CheckoutClient({ baseUrl: '', storage: memoryStorage(), headers, runtime: api.runtime });
    api.will(answer(201, { ...anOrder(), accessToken }));
    await checkout();
    api.will(answer(201, refunded));
    await api.pass(client.refund('ord_1', 'refund-1'));
    expect(sentTokens()).toEqual(['Bearer operator', 'Bearer operator']);
  });

  it('that is wrong does not settle a refund whose response was lost', async () => {
    api.will(broken, problem(404, 'order_not_found'));
    expect(await api.pass(client.refund('ord_1', 'refund-1'))).toMatchObject({
      kind: 'unknown',
      mayHaveRun: true,
    });
  });
});
