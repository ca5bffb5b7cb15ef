import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type QueuesOn, type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper, twoTeas } from './shopper.ts';

describe.each<QueuesOn>(['redis', 'postgres'])('an order, with the queues on %s', (queuesOn) => {
  let stack: RunningStack;
  let shopper: Shopper;

  beforeAll(async () => {
    stack = await startStack(queuesOn);
    shopper = new Shopper(stack);
  });

  afterAll(() => stack.remove());

  const receiptsFor = async (orderId: unknown): Promise<void> => {
    await eventually(async () => expect(await shopper.mailsAbout(orderId)).toHaveLength(1));
  };

  it('is paid, charged once, and followed by one email', async () => {
    const { status, body, headers } = await shopper.checkOut(aKey());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'paid',
      total: { amountMinor: 4200, currency: 'usd' },
      notice: null,
    });
    expect(headers.get('location')).toBe(`/orders/${String(body['orderId'])}`);
    expect(await shopper.charges(body['orderId'])).toMatchObject([
      { amountMinor: 4200, status: 'succeeded' },
    ]);
    await receiptsFor(body['orderId']);
    const { accessToken, ...order } = body;
    const address = `${stack.addresses.checkout}/orders/${String(order['orderId'])}`;
    const read = await send(address, { headers: { authorization: `Bearer ${String(accessToken)}` } });
    expect([read.status, read.body]).toEqual([200, order]);
    expect(await send(address)).toMatchObject({ status: 401, body: { code: 'order_access_required' } });
  });

  it('gets the same bytes when it is sent again, with no second charge or email', async () => {
    const key = aKey();
    const first = await shopper.checkOut(key);
    const again = await shopper.checkOut(key);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    await receiptsFor(first.body['orderId']);
    expect(await shopper.charges(first.body['orderId'])).toHaveLength(1);
    expect(await shopper.mailsAbout(first.body['orderId'])).toHaveLength(1);
  });

  it('is charged once for 50 concurrent requests', async () => {
    const key = aKey();
    const before = (await shopper.charges()).length;
    const replies = await Promise.all(Array.from({ length: 50 }, () => shopper.checkOut(key)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const answers = replies.filter(({ status }) => status === 201).map(({ text }) => text);
    expect(new Set(answers).size).toBe(1);
    expect(await shopper.charges()).toHaveLength(before + 1);
    const { orderId } = JSON.parse(answers[0] ?? '{}') as { orderId: string };
    await receiptsFor(orderId);
  });

  describe('when it is sent again while the first is still running', () => {
    it('gets Retry-After, or waits for the response if it prefers to', async () => {
      const faults = `${stack.addresses['stripe-simulator']}/_simulator/faults`;
      const fault = { route: 'POST /v1/payment_intents', fault: 'latency', ms: 1_500, times: 1 };
      await send(faults, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      const key = aKey();
      const first = shopper.checkOut(key);
      await eventually(async () => expect((await send(faults)).text).toMatch(/"struck":1/));
      const impatient = await shopper.checkOut(key);
      expect([impatient.status, impatient.body['code']]).toEqual([409, 'idempotency_in_flight']);
      expect(impatient.headers.get('retry-after')).toBe('1');
      const patient = await shopper.checkOut(key, twoTeas(), { prefer: 'wait=8' });
      expect([patient.status, patient.text]).toEqual([201, (await first).text]);
      expect(patient.headers.get('idempotent-replayed')).toBe('true');
      expect(patient.headers.get('preference-applied')).toBe('wait=8');
      await send(faults, { method: 'DELETE' });
    });
  });

  describe('when the card is declined', () => {
    it('fails with the reason, sends no receipt, and fails the same way when sent again', async () => {
      const key = aKey();
      const declined = twoTeas({ paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' });
      const first = await shopper.checkOut(key, declined);
      expect(first.status).toBe(402);
      expect(first.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(first.body).toMatchObject({
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        status: 402,
      });
      const again = await shopper.checkOut(key, declined);
      expect([again.status, again.text]).toEqual([402, first.text]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      const { orderId } = first.body;
      expect((await shopper.get(`/orders/${String(orderId)}`)).body).toMatchObject({
        status: 'payment_failed',
      });
      expect((await shopper.charges(orderId)).map(({ status }) => status)).toEqual(['failed']);
      // By the time a later order's receipt arrives, an email of the declined one would be there too.
      const later = await shopper.checkOut(aKey());
      await receiptsFor(later.body['orderId']);
      expect(await shopper.mailsAbout(orderId)).toEqual([]);
    });
  });

  describe('when payments is killed', () => {
    it('is accepted as pending; after payments is back it is paid, charged once, and gets one email', async () => {
      const key = aKey();
      await stack.tool('service', 'kill', 'payments');
      const pending = await shopper.checkOut(key);
      expect(pending.status).toBe(202);
      expect(pending.body).toMatchObject({ status: 'payment_pending', paymentId: null });
      expect(pending.body['notice']).toMatch(/won't be charged twice/);
      const path = `/orders/${String(pending.body['orderId'])}`;
      const { accessToken, ...order } = pending.body;
      expect(accessToken).toMatch(/^[\w-]{43}$/);
      expect((await shopper.get(path)).body).toEqual(order);
      await stack.tool('service', 'start', 'payments');
      await eventually(
        async () => expect((await shopper.get(path)).body).toMatchObject({ status: 'paid', notice: null }),
        {
          timeoutMs: 30_000,
        },
      );
      await receiptsFor(pending.body['orderId']);
      expect(await shopper.charges(pending.body['orderId'])).toHaveLength(1);
      const { events } = (await shopper.get(`${path}/history`)).body as { events: { type: string }[] };
      expect(events.map(({ type }) => type)).toEqual(['order_placed', 'payment_unconfirmed', 'order_paid']);
      expect(await shopper.checkOut(key)).toMatchObject({ status: 201, body: { status: 'paid' } });
    });
  });

  it('improves the suggestions', async () => {
    const together = twoTeas({
      customer: { email: 'grace@example.com' },
      lines: [
        { productId: 'prod_compass', quantity: 1 },
        { productId: 'prod_bell', quantity: 1 },
      ],
    });
    expect((await shopper.checkOut(aKey(), together)).status).toBe(201);
    const one = twoTeas({
      customer: { email: 'alan@example.com' },
      lines: [{ productId: 'prod_compass', quantity: 1 }],
    });
    expect((await shopper.checkOut(aKey(), one)).status).toBe(201);
    await eventually(async () => {
      const { body } = await shopper.get('/recommendations?customerId=alan@example.com&limit=1');
      expect(body).toMatchObject({ source: 'live', stale: false, products: [{ productId: 'prod_bell' }] });
    });
  });

  describe('when recommendations is killed', () => {
    it('shows the last suggestions with their age, and popular products to customers without any', async () => {
      const path = '/recommendations?customerId=ada@example.com&limit=3';
      const live = await shopper.get(path);
      expect(live.body).toMatchObject({ source: 'live', stale: false, notice: null });
      await stack.tool('service', 'kill', 'recommendations');
      const cached = await shopper.get(path);
      expect([cached.status, cached.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(cached.body).toMatchObject({ source: 'cache', stale: true, products: live.body['products'] });
      expect(cached.body['notice']).toMatch(/\d+ seconds? old\./);
      const stranger = await shopper.get('/recommendations?customerId=stranger@example.com&limit=3');
      expect(stranger.body).toMatchObject({ source: 'default', ageSeconds: 0 });
      expect(stranger.body['products']).toHaveLength(3);
      await stack.tool('service', 'start', 'recommendations');
      await eventually(async () => expect((await shopper.get(path)).body).toMatchObject({ source: 'live' }));
    });
  });

  describe('when Postgres is killed', () => {
    it('returns 503 and charges nothing; once it is back, the same key works', async () => {
      const key = aKey();
      const before = (await shopper.charges()).length;
      await stack.tool('service', 'kill', 'postgres');
      const refused = await shopper.checkOut(key);
      expect([refused.status, refused.body['code']]).toEqual([503, 'service_unavailable']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await shopper.charges()).toHaveLength(before);
      expect((await shopper.get('/health/live')).status).toBe(200);
      await stack.tool('service', 'start', 'postgres');
      const paid = await eventually(async () => {
        const reply = await shopper.checkOut(key);
        expect(reply).toMatchObject({ status: 201, body: { status: 'paid' } });
        return reply;
      });
      expect(await shopper.charges(paid.body['orderId'])).toHaveLength(1);
      await receiptsFor(paid.body['orderId']);
    });
  });

  it('reports in one line at the start that the queues run on Postgres', () => {
    const lines = stack.output.split('\n').filter((line) => /redis/i.test(line) && /postgres/i.test(line));
    expect(lines).toHaveLength(queuesOn === 'postgres' ? 1 : 0);
  });
});
