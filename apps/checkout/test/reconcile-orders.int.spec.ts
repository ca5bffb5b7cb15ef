import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LedgerPayment, newId, type OrderView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const longAgo = '2026-01-02T03:04:05.000Z';

describe('POST /reconciliations of checkout', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({
      RECONCILE_MIN_AGE_MS: '60000',
      PAYMENTS_ATTEMPT_TIMEOUT_MS: '5000',
      PAYMENTS_DEADLINE_MS: '8000',
    });
  });

  beforeEach(async () => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.release();
    checkout.payments.ledger = [];
    checkout.payments.areOlder = false;
    await checkout.database.query(
      'truncate orders, refund, order_event, orphaned_charge_refund, outbox cascade',
    );
  });

  afterAll(() => checkout.close());

  /** The payment of an order in payments' ledger. */
  function booked(order: OrderView, over: Partial<LedgerPayment> = {}): LedgerPayment {
    const payment: LedgerPayment = {
      paymentId: order.paymentId ?? newId('pay'),
      orderId: order.orderId,
      status: 'succeeded',
      amount: order.total,
      refundedMinor: 0,
      declineCode: null,
      provider: null,
      expectedBy: null,
      actionExpiresAt: null,
      createdAt: longAgo,
      settledAt: longAgo,
      refunds: [],
      disputes: [],
      ...over,
    };
    checkout.payments.ledger.push(payment);
    return payment;
  }

  const aDeclinedOrder = async (): Promise<OrderView> =>
    checkout.show((await checkout.place('pm_declined')).orderId);

  const timePasses = async (): Promise<void> => {
    for (const table of ['orders', 'refund', 'orphaned_charge_refund'])
      await checkout.database.query(`update ${table} set created_at = created_at - interval '2 hours',
        settled_at = settled_at - interval '2 hours'`);
  };

  const change = (table: string, set: string): Promise<unknown> =>
    checkout.database.query(`update ${table} set ${set}`);

  /** Undoes the settlement, as if the event had been lost. */
  const reopen = async (): Promise<unknown> => {
    await checkout.database.query('truncate outbox, order_event');
    return change(
      'orders',
      `status = 'payment_pending', payment_id = null, decline_code = null, settled_at = null`,
    );
  };

  const reported = async (repair = false): Promise<string[]> =>
    (await checkout.reconcile(repair)).map(({ kind, state, found }) => `${kind}, ${state}: ${found}`);

  const bothRepair = async (): Promise<void> =>
    void (await Promise.all([checkout.reconcile(true, 0), checkout.reconcile(true, 1)]));

  const jobs = (): Promise<{ name: string }[]> =>
    checkout.database.query('select name from outbox order by message_id');

  it('finds nothing where orders and payments agree', async () => {
    booked(await checkout.place());
    const declined = await aDeclinedOrder();
    booked(declined, { status: 'failed', declineCode: 'lost_card' });
    await timePasses();
    expect(await reported(true)).toEqual([]);
  });

  it.each([
    [
      'succeeded',
      'paid',
      ['send-receipt', 'order-paid'],
      'order_paid: Payment of $42.00 received. A receipt is on its way.',
    ],
    ['failed', 'payment_failed', [], 'payment_failed: Nothing was charged. The bank declined the payment.'],
  ] as const)(
    'settles an order once if the event that its payment %s was lost',
    async (status, ends, mails, line) => {
      const order = await checkout.place();
      booked(order, { status, declineCode: status === 'failed' ? 'lost_card' : null });
      await reopen();
      await timePasses();
      expect(await reported()).toEqual([
        `payment_settled_order_pending, repairable: The payment of $42.00 ${status}, but the order is still pending.`,
      ]);
      await bothRepair();
      expect(await checkout.show(order.orderId)).toMatchObject({ status: ends });
      expect((await jobs()).map(({ name }) => name)).toEqual(mails);
      expect(await checkout.history(order.orderId)).toEqual([line]);
      await timePasses();
      expect(await reported(true)).toEqual([]);
    },
  );

  it('refunds a charge for a failed order once, and never fulfills the order late', async () => {
    const order = await aDeclinedOrder();
    const payment = booked(order);
    await timePasses();
    expect(await reported()).toEqual([
      'charge_for_failed_order, repairable: $42.00 charged, but its order failed.',
    ]);
    await bothRepair();
    await bothRepair();
    const asked = checkout.payments.askedFor(payment.paymentId);
    expect(asked.map(({ key, path }) => [key, path])).toEqual([
      [`"${payment.paymentId}-refund-1"`, `/payments/${payment.paymentId}/refunds`],
    ]);
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'payment_failed' });
    expect((await checkout.history(order.orderId)).slice(1)).toEqual([
      'payment_failed: Nothing was charged. The bank declined the payment.',
      'orphaned_charge_refund_started: The payment went through after this order had failed. The order will not be fulfilled; the payment is being refunded.',
      'orphaned_charge_refunded: The extra charge was refunded in full.',
    ]);
    checkout.payments.ledger = [{ ...payment, status: 'refunded', refundedMinor: 4200 }];
    expect(await reported(true)).toEqual([]);
  });

  it('refunds a second charge for an order, and our charge without an order', async () => {
    const order = await checkout.place();
    booked(order);
    const second = booked({ ...order, paymentId: newId('pay') });
    const strayOrder = { ...order, orderId: newId('ord') };
    const stray = booked({ ...strayOrder, paymentId: newId('pay') });
    const theirs = [strayOrder, order].map((each) =>
      booked({ ...each, paymentId: newId('pay') }, { isYours: false }),
    );
    await timePasses();
    expect(await reported()).toEqual([
      'charge_for_paid_order, repairable: $42.00 charged, but another charge paid for its order.',
      'charge_for_unknown_order, repairable: $42.00 charged, but it has no order.',
    ]);
    await bothRepair();
    for (const { paymentId } of [second, stray])
      expect(checkout.payments.askedFor(paymentId)).toHaveLength(1);
    for (const { paymentId } of theirs) expect(checkout.payments.askedFor(paymentId)).toEqual([]);
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid', paymentId: order.paymentId });
    expect((await checkout.history(order.orderId)).slice(2)).toEqual([
      'orphaned_charge_refund_started: A second payment went through for this order. It is being refunded.',
      'orphaned_charge_refunded: The extra charge was refunded in full.',
    ]);
  });

  it('refunds a charge once even if the process is killed meanwhile (SIGKILL)', async () => {
    const order = await aDeclinedOrder();
    const payment = booked(order);
    await timePasses();
    checkout.payments.hold();
    const killed = checkout.reconcile(true, 0).catch((error: unknown) => error);
    await eventually(() => expect(checkout.payments.askedFor(payment.paymentId)).not.toEqual([]));
    await checkout.crash(0);
    expect(await killed).toMatchObject({ message: 'fetch failed' });
    checkout.payments.release();
    await eventually(
      async () => expect((await checkout.history(order.orderId)).at(-1)).toMatch(/^orphaned_charge_refunded/),
      { timeoutMs: 30_000 },
    );
    await bothRepair();
    const keys = checkout.payments.askedFor(payment.paymentId).map(({ key }) => key);
    expect(new Set(keys)).toEqual(new Set([`"${payment.paymentId}-refund-1"`]));
    const types = (await checkout.history(order.orderId)).map((line) => line.split(':')[0]);
    expect(types.slice(2)).toEqual(['orphaned_charge_refund_started', 'orphaned_charge_refunded']);
  });

  it('ignores recent charges for unknown orders', async () => {
    const order = await checkout.place();
    booked(order);
    const unknown = { ...order, orderId: newId('ord'), paymentId: newId('pay') };
    booked(unknown, { settledAt: new Date().toISOString() });
    expect(await reported(true)).toEqual([]);
  });

  it('settles the refund of such a charge once if the event that it succeeded was lost', async () => {
    const payment = booked(await aDeclinedOrder());
    checkout.payments.fate = 'pending';
    await timePasses();
    await checkout.reconcile(true);
    const refund = { refundId: newId('re'), reference: payment.paymentId, status: 'succeeded' } as const;
    const refunds = [{ ...refund, createdAt: longAgo, settledAt: longAgo, amount: payment.amount }];
    checkout.payments.ledger = [{ ...payment, status: 'refunded', refundedMinor: 4200, refunds }];
    await timePasses();
    await bothRepair();
    const ends = (await checkout.history(payment.orderId)).filter((line) => /could|extra charge/.test(line));
    expect(ends).toEqual(['orphaned_charge_refunded: The extra charge was refunded in full.']);
    await timePasses();
    expect(await reported(true)).toEqual([]);
  });

  it('reports a charge that could not be refunded', async () => {
    const order = await aDeclinedOrder();
    booked(order);
    checkout.payments.fate = 'refund_failed';
    await timePasses();
    await checkout.reconcile(true);
    await timePasses();
    expect(await reported(true)).toEqual([
      'orphaned_charge_refund_failed, needs_decision: $42.00 charged, but its order failed. Its refund failed.',
    ]);
    expect((await checkout.history(order.orderId)).at(-1)).toBe(
      'orphaned_charge_refund_failed: The extra charge could not be refunded. Our team is looking into it.',
    );
    checkout.payments.areOlder = true;
    await change('orders', `created_at = created_at - interval '3 days'`);
    expect(await reported(true)).toHaveLength(1);
  });

  it('settles a refund whose event was lost, and one that failed later', async () => {
    const order = await checkout.place();
    checkout.payments.fate = 'pending';
    const { body } = await checkout.refund(order.orderId, aKey());
    const payment = booked(order);
    const refunds = (status: 'pending' | 'succeeded' | 'failed'): LedgerPayment['refunds'] => [
      {
        refundId: newId('re'),
        reference: String(body['refundId']),
        status,
        amount: order.total,
        settledAt: null,
      },
    ];
    await timePasses();
    checkout.payments.ledger = [{ ...payment, refunds: refunds('pending') }];
    expect(await reported(true)).toEqual([]);
    checkout.payments.ledger = [{ ...payment, status: 'refunded', refunds: refunds('succeeded') }];
    expect(await reported()).toEqual([
      'refund_settled_order_refund_pending, repairable: The refund of $42.00 succeeded at payments, but is pending on the order.',
    ]);
    await bothRepair();
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
    await timePasses();
    checkout.payments.ledger = [{ ...payment, refunds: refunds('failed') }];
    expect(await reported(true)).toEqual([
      'refund_failed_order_refunded, repaired: The refund of $42.00 failed at payments, but the order is recorded as refunded.',
    ]);
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    expect((await checkout.historySincePaid(order.orderId)).map((line) => line.split(':')[0])).toEqual([
      'refund_requested',
      'refund_accepted',
      'order_refunded',
      'refund_failed',
    ]);
    await timePasses();
    expect(await reported(true)).toEqual([]);
  });

  it('records a refund made outside checkout once', async () => {
    const order = await checkout.place();
    const refundId = newId('re');
    const made = {
      refundId,
      reference: null,
      status: 'succeeded',
      amount: order.total,
      settledAt: longAgo,
    } as const;
    booked(order, { status: 'refunded', refundedMinor: 4200, refunds: [made] });
    await timePasses();
    expect(await reported()).toEqual([
      'refund_missing_on_order, repairable: $42.00 of the payment was refunded, but the order does not show it.',
    ]);
    await bothRepair();
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
    expect(await checkout.historySincePaid(order.orderId)).toEqual([
      'order_refunded: Our team refunded $42.00.',
    ]);
    await timePasses();
    expect(await reported(true)).toEqual([]);
    expect(checkout.payments.asked.filter(({ path }) => path.includes(String(order.paymentId)))).toEqual([]);
  });

  it('leaves differences without a safe repair to an operator', async () => {
    const paid = await checkout.place();
    await timePasses();
    expect(await reported(true)).toEqual([
      'order_paid_without_charge, needs_decision: The order is recorded as paid, but payments has no such payment.',
    ]);
    const payment = booked(paid, { status: 'failed' });
    expect(await reported(true)).toEqual([
      'order_paid_without_charge, needs_decision: The order is recorded as paid, but payments reports that its payment failed.',
    ]);
    checkout.payments.ledger = [
      { ...payment, status: 'succeeded', amount: { amountMinor: 1, currency: 'usd' } },
    ];
    expect(await reported(true)).toEqual([
      'order_amount_differs, needs_decision: The order total is $42.00, but $0.01 was charged.',
    ]);
    checkout.payments.ledger = [{ ...payment, status: 'succeeded' }];
    await change('orders', `status = 'refunded'`);
    expect(await reported(true)).toEqual([
      'order_refunded_without_refund, needs_decision: The order is recorded as refunded, but payments has not refunded its $42.00.',
    ]);
    await reopen();
    checkout.payments.ledger = [];
    expect(await reported(true)).toEqual([
      'order_pending_without_payment, needs_decision: An order of $42.00 is pending, but payments has no payment for it.',
    ]);
  });

  it('requires an API key', async () => {
    const { status } = await checkout.get('/reconciliations', { method: 'POST' });
    expect(status).toBe(401);
  });
});
