import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, type Reply, send, Shopper, twoTeas } from './shopper.ts';

const notRefundable = { status: 409, body: { code: 'order_not_refundable' } };

describe('the refund of an order', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  const simulator = (path: string, init: RequestInit = {}): Promise<Reply> =>
    send(`${stack.addresses['stripe-simulator']}/_simulator/${path}`, init);

  beforeAll(async () => {
    stack = await startStack('redis');
    shopper = new Shopper(stack);
  });

  afterEach(() => simulator('faults', { method: 'DELETE' }));
  afterAll(() => stack.remove());

  /** A breaker that the outage of an earlier test opened is waited for: until then orders are accepted as pending. */
  const aPaidOrder = (): Promise<string> =>
    eventually(
      async () => {
        const { status, body } = await shopper.checkOut(aKey());
        expect(status).toBe(201);
        return String(body['orderId']);
      },
      { timeoutMs: 30_000 },
    );

  const refund = (orderId: string, key: string): Promise<Reply> =>
    send(`${stack.addresses.checkout}/orders/${orderId}/refunds`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
    });

  const fault = (more: object): Promise<Reply> =>
    simulator('faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ route: 'POST /v1/refunds', times: 1, ...more }),
    });

  const orderIs = async (orderId: string, status: string): Promise<void> =>
    expect((await shopper.get(`/orders/${orderId}`)).body).toMatchObject({ status });

  const eventsOf = async (orderId: string): Promise<string[]> => {
    const { body } = await shopper.get(`/orders/${orderId}/history`);
    return (body['events'] as { type: string }[]).map(({ type }) => type);
  };

  /** The order is refunded in the end, and in all only once: by its own account, by Stripe's, and in its history. */
  async function isRefundedOnce(orderId: string): Promise<void> {
    await eventually(() => orderIs(orderId, 'refunded'), { timeoutMs: 40_000, intervalMs: 200 });
    const { body } = await simulator('charges');
    const charges = body['charges'] as { chargeId: string; metadata: Record<string, string> }[];
    const own = charges.filter(({ metadata }) => metadata['orderId'] === orderId);
    expect(own).toMatchObject([{ status: 'refunded', amountMinor: 4200 }]);
    const refunds = (body['refunds'] as { chargeId: string }[]).filter(
      ({ chargeId }) => chargeId === own[0]?.chargeId,
    );
    expect(refunds).toMatchObject([{ status: 'succeeded', amountMinor: 4200 }]);
    const events = await eventsOf(orderId);
    expect(events.filter((type) => type === 'refund_requested')).toHaveLength(1);
    expect(events.filter((type) => type === 'order_refunded')).toHaveLength(1);
    await eventually(
      async () => {
        const subjects = await shopper.mailsAbout(orderId);
        expect(subjects.toSorted()).toEqual([
          `Your receipt for order ${orderId}`,
          `Your refund for order ${orderId}`,
        ]);
      },
      { timeoutMs: 40_000, intervalMs: 200 },
    );
  }

  it('returns what was paid, and is answered byte for byte the same when it is sent again', async () => {
    const orderId = await aPaidOrder();
    const key = aKey();
    const first = await refund(orderId, key);
    expect(first).toMatchObject({
      status: 201,
      body: { orderId, status: 'succeeded', amount: { amountMinor: 4200, currency: 'usd' } },
    });
    const again = await refund(orderId, key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    await isRefundedOnce(orderId);
    expect(await eventsOf(orderId)).toEqual([
      'order_placed',
      'order_paid',
      'refund_requested',
      'order_refunded',
    ]);
    expect(await refund(orderId, aKey())).toMatchObject(notRefundable);
  });

  it.each<[string, (key: string) => string]>([
    ['one key', (key) => key],
    ['30 keys', () => aKey()],
  ])('takes place once when 30 ask at once with %s', async (_, keyOf) => {
    const orderId = await aPaidOrder();
    const key = aKey();
    const replies = await Promise.all(Array.from({ length: 30 }, () => refund(orderId, keyOf(key))));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const answers = replies.filter(({ status }) => status === 201).map(({ text }) => text);
    expect(new Set(answers).size).toBe(1);
    await isRefundedOnce(orderId);
  });

  it.each(['drop_answer_after_effect', 'error_500_after_effect'])(
    'takes place once when the answer of Stripe is lost (%s)',
    async (lost) => {
      const orderId = await aPaidOrder();
      await fault({ fault: lost });
      expect(await refund(orderId, aKey())).toMatchObject({ status: 201, body: { status: 'succeeded' } });
      await isRefundedOnce(orderId);
    },
  );

  it('is refused for an order that was declined, and for one that is not there', async () => {
    const declined = await shopper.checkOut(aKey(), twoTeas({ paymentMethod: 'pm_card_chargeDeclined' }));
    const orderId = String(declined.body['orderId']);
    expect(await refund(orderId, aKey())).toMatchObject(notRefundable);
    await orderIs(orderId, 'payment_failed');
    expect(await refund('ord_nobody', aKey())).toMatchObject({
      status: 404,
      body: { code: 'order_not_found' },
    });
  });

  describe('when payments is killed', () => {
    it('is accepted as pending, and takes place once after payments is back', async () => {
      const orderId = await aPaidOrder();
      const key = aKey();
      await stack.tool('service', 'kill', 'payments');
      const pending = await refund(orderId, key);
      expect(pending).toMatchObject({ status: 201, body: { status: 'pending' } });
      const { body } = await shopper.get(`/orders/${orderId}`);
      expect(body).toMatchObject({ status: 'refund_pending', notice: expect.stringMatching(/\$42\.00/) });
      expect(await refund(orderId, aKey())).toMatchObject(notRefundable);
      await stack.tool('service', 'start', 'payments');
      await isRefundedOnce(orderId);
      expect((await refund(orderId, key)).body).toEqual({ ...pending.body, status: 'succeeded' });
      expect(await eventsOf(orderId)).toEqual([
        'order_placed',
        'order_paid',
        'refund_requested',
        'refund_uncertain',
        'order_refunded',
      ]);
    });
  });

  describe('when a process is killed (SIGKILL) while Stripe is refunding', () => {
    it.each(['checkout', 'payments', 'stripe-simulator', 'postgres'])(
      'takes place once, though the customer never comes back (%s)',
      async (victim) => {
        const orderId = await aPaidOrder();
        const key = aKey();
        await fault({ fault: 'latency', ms: 1_500 });
        const answer = refund(orderId, key).catch(() => undefined);
        await eventually(async () => expect((await simulator('faults')).text).toMatch(/"struck":1/));
        await stack.tool('service', 'kill', victim);
        await answer;
        await stack.tool('service', 'start', victim);
        await isRefundedOnce(orderId);
        // Its key may still be in the hands of the dead process.
        await eventually(async () =>
          expect(await refund(orderId, key)).toMatchObject({ status: 201, body: { status: 'succeeded' } }),
        );
      },
    );
  });
});
