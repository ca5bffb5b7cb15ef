import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type NextAction, type PlacedOrder } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { Pool } from 'pg';
import { aKey, asCustomerOf, asOperator, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const words =
  "Your bank asks you to confirm this payment of $42.00. You'll be charged only if you confirm it.";
const requested =
  'confirmation_requested: The bank asked for a confirmation of the payment. Nothing has been charged yet.';
const over = 'confirmation_expired: The time to confirm the payment is over. We are finding out its result.';
/** Replaces the clock of a process before its modules load. */
const clockAhead = `--import=data:text/javascript,${encodeURIComponent(`
  const { now } = Date;
  globalThis.Date = class extends Date {
    constructor(...parts) { super(...(parts.length > 0 ? parts : [globalThis.Date.now()])); }
    static now() { return now() + 20 * 60_000; }
  };`)}`;
const placed = 'order_placed: Order placed. $42.00 will be charged.';

describe('an order whose bank asks for a confirmation', () => {
  let checkout: CheckoutFixture;
  let pool: Pool;

  beforeAll(async () => {
    checkout = await checkoutFixture({ SHOP_URL: 'https://shop.example/', LOG_LEVEL: 'debug' });
    pool = new Pool({ connectionString: checkout.databaseUrl });
  });

  beforeEach(() => {
    checkout.payments.isDown = false;
    checkout.payments.cancelsNothing = false;
    checkout.payments.confirmWithinMs = 600_000;
  });

  afterAll(async () => {
    await pool.end();
    await checkout.close();
  });

  async function asked(key = aKey()): Promise<PlacedOrder & { readonly nextAction: NextAction }> {
    const { status, body } = await checkout.checkOut('pm_authenticate', { key });
    expect([status, body['status']]).toEqual([202, 'requires_action']);
    return body as unknown as PlacedOrder & { readonly nextAction: NextAction };
  }

  it('gets 202 with the page of the bank, which returns the customer to the order in the shop', async () => {
    const key = aKey();
    const order = await asked(key);
    const confirmation = checkout.payments.confirmations.get(order.orderId);
    expect(order).toMatchObject({
      notice: words,
      nextAction: confirmation?.payment.nextAction,
      paymentId: null,
      accessToken: expect.any(String),
    });
    expect(confirmation?.returnUrl).toBe(`https://shop.example/orders/${order.orderId}?from=bank`);
    expect(await checkout.history(order.orderId)).toEqual([placed, requested]);
    const repeated = await checkout.checkOut('pm_authenticate', { key, copy: 1 });
    expect([repeated.status, repeated.body]).toEqual([202, order]);
    expect(await checkout.show(order.orderId)).toEqual({ ...order, accessToken: undefined });
    expect(await checkout.history(order.orderId)).toHaveLength(2);
    expect(await checkout.emailsAbout(order)).toEqual([]);
  });

  it('is paid once the customer confirms, whether the event or the repeated request reports it', async () => {
    const byEvent = await asked();
    const paymentId = checkout.payments.confirm(byEvent.orderId);
    await checkout.deliverPayment({ orderId: byEvent.orderId, paymentId, status: 'succeeded' });
    const key = aKey();
    const byRepeat = await asked(key);
    checkout.payments.confirm(byRepeat.orderId);
    expect(await checkout.checkOut('pm_authenticate', { key, copy: 1 })).toMatchObject({
      status: 201,
      body: { status: 'paid', nextAction: null, notice: null },
    });
    for (const { orderId } of [byEvent, byRepeat]) {
      expect(await checkout.show(orderId)).toMatchObject({ status: 'paid', nextAction: null, notice: null });
      expect(await checkout.history(orderId)).toEqual([
        placed,
        requested,
        'order_paid: Payment of $42.00 received. A receipt is on its way.',
      ]);
      expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
    }
  });

  it('fails uncharged, with an email, if the bank refuses', async () => {
    const key = aKey();
    const { orderId } = await asked(key);
    checkout.payments.refuse(orderId);
    await checkout.deliverPayment({ orderId, status: 'failed', declineCode: 'authentication_required' });
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed', nextAction: null });
    expect((await checkout.history(orderId)).slice(2)).toEqual([
      'payment_failed: Nothing was charged. The payment was not confirmed.',
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-payment-failed']);
    // The event wakes the operation, which may still be in progress.
    await eventually(async () =>
      expect(await checkout.checkOut('pm_authenticate', { key })).toMatchObject({
        status: 402,
        body: { code: 'card_declined', declineCode: 'authentication_required', orderId },
      }),
    );
  });

  it('becomes pending with a date if the bank transfers the money after the confirmation', async () => {
    const key = aKey();
    const { orderId } = await asked(key);
    checkout.payments.transfer(orderId);
    expect(await checkout.checkOut('pm_authenticate', { key })).toMatchObject({ status: 202 });
    expect(await checkout.show(orderId)).toMatchObject({
      status: 'payment_pending',
      nextAction: null,
      expectedBy: checkout.payments.expectedBy.toISOString(),
      notice: expect.stringMatching(/^Your bank is transferring \$42\.00/),
    });
    await checkout.deliverPayment({ orderId, status: 'succeeded' });
    expect((await checkout.history(orderId)).map((line) => line.split(':')[0])).toEqual([
      'order_placed',
      'confirmation_requested',
      'payment_on_its_way',
      'order_paid',
    ]);
  });

  it('offers one confirmation to all tabs and to a client whose key has expired', async () => {
    const key = aKey();
    const { accessToken, ...order } = await asked(key);
    const tabs = await Promise.all(
      ([0, 1, 0, 1, 0, 1] as const).map((copy) => checkout.checkOut('pm_authenticate', { key, copy })),
    );
    expect(tabs.every(({ status }) => status === 202 || status === 409)).toBe(true);
    for (const { body } of tabs.filter(({ status }) => status === 202))
      expect(body).toEqual({ ...order, accessToken });
    const { rowCount } = await pool.query(
      'delete from idempotency_key k using orders o where k.operation_id = o.operation_id and o.order_id = $1',
      [order.orderId],
    );
    expect(rowCount).toBe(1);
    const late = await checkout.checkOut('pm_authenticate', { key });
    expect([late.status, late.body]).toEqual([202, { ...order, accessToken }]);
    expect(await checkout.history(order.orderId)).toEqual([placed, requested]);
  });

  it('shows the page of the bank after an outage of payments, as its notice said it might', async () => {
    checkout.payments.isDown = true;
    const { status, body } = await checkout.checkOut('pm_authenticate', { waitsMs: 2_000 });
    expect([status, body]).toMatchObject([
      202,
      {
        status: 'payment_pending',
        notice: expect.stringContaining("If your bank asks you to approve it first, you'll see that here."),
      },
    ]);
    const { orderId } = body as unknown as PlacedOrder;
    checkout.payments.isDown = false;
    await eventually(
      async () =>
        expect(await checkout.show(orderId)).toMatchObject({
          status: 'requires_action',
          notice: words,
          nextAction: checkout.payments.confirmations.get(orderId)?.payment.nextAction,
        }),
      { timeoutMs: 30_000 },
    );
    checkout.payments.refuse(orderId);
    await checkout.deliverPayment({ orderId, status: 'failed', declineCode: 'authentication_required' });
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-payment-failed']);
  });

  it('ignores what the return from the bank claims', async () => {
    const { orderId } = await asked();
    const claimed =
      'from=bank&payment_intent=pi_forged&payment_intent_client_secret=s&redirect_status=succeeded';
    const { status, body } = await checkout.get(`/orders/${orderId}?${claimed}`, {
      headers: asCustomerOf(orderId),
    });
    expect([status, body['status']]).toEqual([200, 'requires_action']);
    expect(await checkout.history(orderId)).toEqual([placed, requested]);
  });

  it("shows the bank's page only to those who may read the order", async () => {
    const { orderId, nextAction } = await asked();
    const { orderId: other } = await asked();
    const secret = nextAction.url.slice(-36);
    const path = `/orders/${orderId}`;
    expect((await checkout.get(path, { headers: asOperator })).text).toContain(secret);
    for (const headers of [{}, asCustomerOf(other)])
      expect((await checkout.get(path, { headers })).text).not.toContain(secret);
    expect((await checkout.get(`${path}/history`, { headers: asOperator })).text).not.toContain(secret);
    checkout.payments.refuse(orderId);
    await checkout.deliverPayment({ orderId, status: 'failed', declineCode: 'authentication_required' });
    expect(await checkout.jobsWith(secret)).toEqual([]);
    expect(checkout.logs()).toContain(orderId);
    expect(checkout.logs()).not.toContain(secret);
    for (const table of ['idempotency_key', 'outbox', 'order_event', 'orders'])
      expect(JSON.stringify((await pool.query(`select t::text from ${table} t`)).rows)).not.toContain(secret);
  });

  it('refunds a charge that arrives although the order has failed', async () => {
    const { orderId } = await asked();
    const paymentId = checkout.payments.confirm(orderId);
    await checkout.deliverPayment({
      orderId,
      paymentId,
      status: 'failed',
      declineCode: 'authentication_required',
    });
    await checkout.deliverPayment({ orderId, paymentId, status: 'succeeded' });
    expect(checkout.payments.askedFor(paymentId)).toHaveLength(1);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed' });
  });

  describe('when its time is over', () => {
    const ended = async (orderId: string, status: string): Promise<void> =>
      eventually(
        async () => expect(await checkout.show(orderId)).toMatchObject({ status, nextAction: null }),
        {
          timeoutMs: 30_000,
        },
      );

    it.each([
      ['paid', 'send-receipt'],
      ['payment_failed', 'send-payment-failed'],
    ] as const)('is %s although the message is lost and all processes are killed', async (status, mail) => {
      checkout.payments.confirmWithinMs = 3_000;
      const { orderId } = await asked();
      if (status === 'paid') checkout.payments.confirm(orderId);
      await Promise.all([checkout.crash(0), checkout.crash(1)]);
      await ended(orderId, status);
      expect(await checkout.emailsAbout({ orderId })).toEqual([mail]);
    });

    it('shows no stale page while payments is down, and says that the result is not known yet', async () => {
      checkout.payments.confirmWithinMs = 6_000;
      const key = aKey();
      const order = await asked(key);
      const { orderId, nextAction } = order;
      checkout.payments.isDown = true;
      const copies = await Promise.all(
        ([0, 1] as const).map((copy) => checkout.checkOut('pm_authenticate', { key, copy, waitsMs: 2_000 })),
      );
      expect(copies.map(({ status }) => status)).toContain(202);
      for (const { body } of copies.filter(({ status }) => status === 202)) expect(body).toEqual(order);

      await ended(orderId, 'payment_pending');
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(nextAction.expiresAt));
      await eventually(async () => expect((await checkout.history(orderId)).slice(2)).toEqual([over]), {
        timeoutMs: 30_000,
      });
      const notice =
        "The time to confirm this payment with your bank is over, so please don't confirm it anymore. We're finding out whether it went through. You won't be charged twice, and we'll email you either way.";
      expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_pending', notice });
      await eventually(async () => {
        const repeated = await checkout.checkOut('pm_authenticate', { key, copy: 1, waitsMs: 2_000 });
        expect([repeated.status, repeated.body]).toMatchObject([202, { notice, nextAction: null }]);
      });

      const paymentId = checkout.payments.confirm(orderId);
      checkout.payments.isDown = false;
      await ended(orderId, 'paid');
      expect(await checkout.show(orderId)).toMatchObject({ paymentId, notice: null });
      expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
      expect(await checkout.history(orderId)).toHaveLength(4);
    });
  });

  it('is not ended by a process whose clock is 20 minutes ahead', async () => {
    await checkout.crash(1, { NODE_OPTIONS: clockAhead });
    const key = aKey();
    const order = await asked(key);
    checkout.payments.isDown = true;
    await eventually(async () => {
      const { body } = await checkout.checkOut('pm_authenticate', { key, copy: 1, waitsMs: 2_000 });
      expect(body).toMatchObject({ orderId: order.orderId, nextAction: null });
    });
    checkout.payments.isDown = false;
    expect(await checkout.checkOut('pm_authenticate', { key })).toMatchObject({ status: 202, body: order });
    expect(await checkout.history(order.orderId)).toEqual([placed, requested]);
  });

  it('fails immediately without a shop to return to', async () => {
    await checkout.crash(1, { SHOP_URL: '' });
    const { status, body } = await eventually(async () => {
      const answer = await checkout.checkOut('pm_authenticate', { copy: 1 });
      expect(answer.status).toBe(402);
      return answer;
    });
    expect([status, body['declineCode']]).toEqual([402, 'authentication_required']);
    const { orderId } = body as { orderId: string };
    expect(await checkout.emailsAbout({ orderId })).toEqual([]);
  });
});
