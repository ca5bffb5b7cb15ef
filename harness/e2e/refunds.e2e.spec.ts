import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type ServiceProcess } from '@holdfast/testing';
import { anotherCheckout } from './another-checkout.ts';
import { rowsIn } from './rows-in.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, asCustomerOf, type Reply, send, Shopper, twoTeas } from './shopper.ts';
import { untilStruck } from './until-struck.ts';

const notRefundable = { status: 409, body: { code: 'order_not_refundable' } };

describe('the refund of an order', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  let other: ServiceProcess;
  const simulator = (path: string, init: RequestInit = {}): Promise<Reply> =>
    send(`${stack.addresses['stripe-simulator']}/_simulator/${path}`, init);

  beforeAll(async () => {
    stack = await startStack('redis');
    shopper = new Shopper(stack);
    other = await anotherCheckout(stack);
  });

  afterEach(() => simulator('faults', { method: 'DELETE' }));
  afterAll(async () => {
    await other.stop();
    await stack.remove();
  });

  /** Waits for a breaker that an earlier test opened: until it closes, orders are accepted as pending. */
  const aPaidOrder = (paymentMethod = 'pm_card_visa'): Promise<string> =>
    eventually(
      async () => {
        const { status, body } = await shopper.checkOut(aKey(), twoTeas({ paymentMethod }));
        expect(status).toBe(201);
        return String(body['orderId']);
      },
      { timeoutMs: 30_000 },
    );

  const refund = (orderId: string, key: string, checkout = stack.addresses.checkout): Promise<Reply> =>
    send(`${checkout}/orders/${orderId}/refunds`, {
      method: 'POST',
      headers: { 'idempotency-key': key, ...asCustomerOf(orderId, stack) },
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

  /** All refunds of an order, including failed ones, in the ledgers of Stripe, payments and checkout. */
  async function ledgers(orderId: string): Promise<Record<'stripe' | 'payments' | 'checkout', string[]>> {
    const { body } = await simulator('charges');
    const charges = body['charges'] as { chargeId: string; metadata: Record<string, string> }[];
    const own = charges.filter(({ metadata }) => metadata['orderId'] === orderId);
    expect(own).toMatchObject([{ amountMinor: 4200 }]);
    const refunds = body['refunds'] as { chargeId: string; amountMinor: number; status: string }[];
    const stripe = refunds
      .filter(({ chargeId }) => chargeId === own[0]?.chargeId)
      .map(({ amountMinor, status }) => `${amountMinor} ${status}`);
    const rowsOf = async (database: string): Promise<string[]> => {
      const rows = await rowsIn<{ line: string }>(
        stack,
        database,
        `select amount_minor || ' ' || status as line from refund where order_id = $1 order by created_at`,
        [orderId],
      );
      return rows.map(({ line }) => line);
    };
    return { stripe, payments: await rowsOf('payments'), checkout: await rowsOf('checkout') };
  }

  const isOnAllLedgers = async (orderId: string, refunds: string[]): Promise<void> =>
    expect(await ledgers(orderId)).toEqual({ stripe: refunds, payments: refunds, checkout: refunds });

  const reservedOf = (orderId: string): Promise<unknown[]> =>
    rowsIn(
      stack,
      'payments',
      'select status, refund_reserved_minor as reserved, refunded_minor as refunded from payment where order_id = $1',
      [orderId],
    );

  /**
   * With default settings, a breaker stays open for at most 18 s, payments and then checkout recheck within
   * 15 s each, and a start takes a while.
   */
  const settledMs = 60_000;

  /** Checks that the order ends up refunded exactly once, in all ledgers and in its history. */
  async function isRefundedOnce(orderId: string): Promise<void> {
    await eventually(() => orderIs(orderId, 'refunded'), { timeoutMs: settledMs, intervalMs: 200 });
    await isOnAllLedgers(orderId, ['4200 succeeded']);
    expect(await reservedOf(orderId)).toEqual([{ status: 'refunded', reserved: 4200, refunded: 4200 }]);
    const events = await eventsOf(orderId);
    expect(events.filter((type) => type === 'refund_requested')).toHaveLength(1);
    expect(events.filter((type) => type === 'order_refunded')).toHaveLength(1);
    await eventually(
      async () => {
        const subjects = await shopper.mailsAbout(orderId);
        expect(subjects.toSorted()).toEqual(['Your receipt for $42.00', 'Your refund of $42.00']);
      },
      { timeoutMs: 40_000, intervalMs: 200 },
    );
  }

  /** Sends a request until it gets a final response. */
  const insist = (ask: () => Promise<Reply>): Promise<Reply> =>
    eventually(
      async () => {
        const reply = await ask();
        const isFinal = reply.status === 201 || reply.body['code'] === 'order_not_refundable';
        if (!isFinal) throw new Error(reply.text);
        return reply;
      },
      { timeoutMs: 40_000 },
    );

  /** Sends 100 concurrent requests, half to each process of checkout; returns the successful responses. */
  async function hundredAsk(orderId: string, keyOf: (n: number) => string): Promise<string[]> {
    const checkouts = [stack.addresses.checkout, other.url];
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, n) => insist(() => refund(orderId, keyOf(n), checkouts[n % 2]))),
    );
    return replies.filter(({ status }) => status === 201).map(({ text }) => text);
  }

  const keyOfEach = (): ((n: number) => string) => {
    const keys = Array.from({ length: 100 }, aKey);
    return (n) => keys[n]!;
  };

  /** Applies the bank's result of an order's last refund now, unless it was applied already. */
  async function bankSettles(orderId: string): Promise<void> {
    const { body } = await simulator('charges');
    const charges = body['charges'] as { chargeId: string; metadata: Record<string, string> }[];
    const own = charges.find(({ metadata }) => metadata['orderId'] === orderId);
    const refunds = body['refunds'] as { chargeId: string; refundId: string }[];
    const last = refunds.findLast(({ chargeId }) => chargeId === own?.chargeId);
    const { status } = await simulator(`refunds/${last?.refundId ?? ''}/settle`, { method: 'POST' });
    expect([200, 409]).toContain(status);
  }

  it('returns what was paid, and gets the same bytes when it is sent again', async () => {
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

  it('happens once for 100 concurrent requests to two processes with one key, and all get one response', async () => {
    const orderId = await aPaidOrder();
    const key = aKey();
    const answers = await hundredAsk(orderId, () => key);
    expect([answers.length, new Set(answers).size]).toEqual([100, 1]);
    await isRefundedOnce(orderId);
  });

  it('happens once for 100 concurrent requests to two processes with different keys, and one gets it', async () => {
    const orderId = await aPaidOrder();
    expect(await hundredAsk(orderId, keyOfEach())).toHaveLength(1);
    await isRefundedOnce(orderId);
  });

  describe('when the bank decides later', () => {
    it('is pending until then, in every response', async () => {
      const orderId = await aPaidOrder('pm_card_pendingRefund');
      const [answer = '', ...more] = await hundredAsk(orderId, keyOfEach());
      expect([JSON.parse(answer), more]).toEqual([expect.objectContaining({ orderId }), []]);
      await bankSettles(orderId);
      await isRefundedOnce(orderId);
      expect(await eventsOf(orderId)).toContain('refund_accepted');
    });

    it('fails after it succeeded: the order is paid again and can be refunded once more', async () => {
      const orderId = await aPaidOrder('pm_card_refundFail');
      expect(await refund(orderId, aKey())).toMatchObject({ status: 201, body: { status: 'succeeded' } });
      await bankSettles(orderId);
      await eventually(() => orderIs(orderId, 'paid'), { timeoutMs: 40_000 });
      expect((await shopper.get(`/orders/${orderId}`)).body['notice']).toMatch(/\$42\.00 did not go through/);
      await isOnAllLedgers(orderId, ['4200 failed']);
      expect(await reservedOf(orderId)).toEqual([{ status: 'succeeded', reserved: 0, refunded: 0 }]);
      expect(await hundredAsk(orderId, keyOfEach())).toHaveLength(1);
      await bankSettles(orderId);
      await eventually(() => isOnAllLedgers(orderId, ['4200 failed', '4200 failed']), { timeoutMs: 40_000 });
      await eventually(() => orderIs(orderId, 'paid'), { timeoutMs: 40_000 });
    });
  });

  it.each(['drop_answer_after_effect', 'error_500_after_effect'])(
    'happens once if the response of Stripe is lost (%s)',
    async (lost) => {
      const orderId = await aPaidOrder();
      await fault({ fault: lost });
      expect(await refund(orderId, aKey())).toMatchObject({ status: 201, body: { status: 'succeeded' } });
      await isRefundedOnce(orderId);
    },
  );

  it('is refused for a declined order and for an unknown one', async () => {
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
    it('is accepted as pending, and happens once after payments is back', async () => {
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
        'refund_unconfirmed',
        'order_refunded',
      ]);
    });
  });

  describe('when a process is killed (SIGKILL) while Stripe is refunding', () => {
    it.each(['checkout', 'payments', 'stripe-simulator', 'postgres'])(
      'happens once, even if the customer never comes back (%s)',
      async (victim) => {
        const orderId = await aPaidOrder();
        const key = aKey();
        await fault({ fault: 'latency', ms: 1_500 });
        const { end } = await untilStruck(
          () => refund(orderId, key),
          () => simulator('faults'),
        );
        await stack.tool('service', 'kill', victim);
        await end;
        await stack.tool('service', 'start', victim);
        await isRefundedOnce(orderId);
        // The dead process may still own its key.
        await eventually(async () =>
          expect(await refund(orderId, key)).toMatchObject({ status: 201, body: { status: 'succeeded' } }),
        );
      },
      2 * settledMs,
    );
  });
});
