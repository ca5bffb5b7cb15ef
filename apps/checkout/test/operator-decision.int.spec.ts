import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LedgerPayment, newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import {
  findOperation,
  follow,
  type Followed,
  type OperatorDecision,
  resolve,
} from '@holdfast/idempotency/review';
import { Pool } from 'pg';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const notExecuted = { kind: 'not_executed' } as const;

/** Two instances of checkout, and an operator who looked in the wrong place. */
describe("an operator's decision about a call to payments", () => {
  let checkout: CheckoutFixture;
  let pool: Pool;

  beforeAll(async () => {
    checkout = await checkoutFixture({ KEY_RECHECK_MS: '600000', KEY_RECHECK_CAP_MS: '600000' });
    pool = new Pool({ connectionString: checkout.databaseUrl });
  });

  beforeEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.ledger = [];
    checkout.payments.askedOpen.clear();
  });

  afterAll(async () => {
    await pool.end();
    await checkout.close();
  });

  /** Earliest send time: more than a minute ago, so no request can still be in transit. */
  async function operationOf(table: 'orders' | 'refund', orderId: string): Promise<string> {
    const { rows } = await pool.query<{ operation_id: string }>(
      `update idempotency_key k set sent_at = clock_timestamp() - interval '10 minutes'
       from ${table} t where t.order_id = $1 and k.key_hash = t.key_hash returning k.operation_id`,
      [orderId],
    );
    return rows[0]?.operation_id ?? '';
  }

  async function aPendingOrder(): Promise<{ orderId: string; operationId: string }> {
    checkout.payments.isUndecided = true;
    const { orderId } = await checkout.place('pm_open');
    return { orderId, operationId: await operationOf('orders', orderId) };
  }

  async function decided(
    operationId: string,
    phase: 'charge' | 'refund',
    decision: OperatorDecision,
  ): Promise<Followed> {
    const resolved = await resolve(pool, { operationId, phase, attempt: 1 }, decision, { by: 'ada' });
    if (resolved.kind !== 'stored') throw new Error(resolved.because);
    return follow(pool, resolved.decision, { timeoutMs: 30_000 });
  }

  const booked = (
    orderId: string,
    status: LedgerPayment['status'],
    more: Partial<LedgerPayment> = {},
  ): LedgerPayment => ({
    paymentId: newId('pay'),
    orderId,
    status,
    amount: { amountMinor: 4200, currency: 'usd' },
    refundedMinor: 0,
    declineCode: null,
    provider: null,
    expectedBy: null,
    actionExpiresAt: null,
    createdAt: new Date().toISOString(),
    settledAt: null,
    refunds: [],
    disputes: [],
    ...more,
  });

  /** Attempt numbers of the charge requests that payments received. A key arrives as a quoted string. */
  const attempts = (): string[] => [...checkout.payments.askedOpen.keys()].map((key) => key.at(-2) ?? '');

  it.each([
    ['not executed', notExecuted],
    ['declined', { kind: 'outcome', outcome: { kind: 'declined', paymentId: null, declineCode: 'x' } }],
  ] as const)('(%s) is overruled by the charge in the ledger of payments', async (_, word) => {
    const { orderId, operationId } = await aPendingOrder();
    const payment = booked(orderId, 'succeeded');
    checkout.payments.ledger = [payment];
    const { effect, found } = await decided(operationId, 'charge', word);
    expect([effect, found]).toEqual(['overruled', { kind: 'paid', paymentId: payment.paymentId }]);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'paid', paymentId: payment.paymentId });
    expect(attempts()).toEqual(['1']);
  });

  it('is ignored while payments itself does not know the outcome', async () => {
    const { orderId, operationId } = await aPendingOrder();
    checkout.payments.ledger = [booked(orderId, 'pending')];
    const { effect, now } = await decided(operationId, 'charge', notExecuted);
    expect([effect, now.attempt]).toEqual(['refused', 1]);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_pending' });
    expect(attempts()).toEqual(['1']);
  });

  it('sends the charge under a new key if payments has not seen it a minute later either', async () => {
    const { operationId } = await aPendingOrder();
    const { effect, now } = await decided(operationId, 'charge', notExecuted);
    expect([effect, now.attempt, now.pendingDecision]).toEqual([
      'postponed',
      1,
      expect.objectContaining({ by: 'ada' }),
    ]);
    expect(attempts()).toEqual(['1']);
    await pool.query(
      `update idempotency_key set absent_at = absent_at - interval '1 minute', drive_at = clock_timestamp()
       where operation_id = $1`,
      [operationId],
    );
    await eventually(() => expect(attempts()).toEqual(['1', '2']));
  });

  it("is overruled if payments' ledger has a refund that supposedly was not executed", async () => {
    const { orderId, paymentId } = await checkout.place();
    checkout.payments.fate = 'unavailable';
    const { body } = await checkout.refund(orderId, aKey());
    const operationId = await operationOf('refund', orderId);
    const asked = checkout.payments.asked.length;
    const refund = {
      refundId: newId('re'),
      reference: String(body['refundId']),
      status: 'succeeded',
      amount: { amountMinor: 4200, currency: 'usd' },
      settledAt: null,
    } as const;
    checkout.payments.ledger = [
      booked(orderId, 'refunded', { paymentId: paymentId ?? '', refunds: [refund] }),
    ];
    expect((await decided(operationId, 'refund', notExecuted)).effect).toBe('overruled');
    expect(await checkout.show(orderId)).toMatchObject({ status: 'refunded' });
    expect(checkout.payments.asked).toHaveLength(asked);
  });

  it('(failed) does not hide a refund that payments made after all', async () => {
    const order = await checkout.place();
    checkout.payments.fate = 'unavailable';
    const { body } = await checkout.refund(order.orderId, aKey());
    const operationId = await operationOf('refund', order.orderId);
    const failed = { kind: 'outcome', outcome: { kind: 'failed', paymentRefundId: null } } as const;
    expect((await decided(operationId, 'refund', failed)).effect).toBe('applied');
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    const made = {
      reference: String(body['refundId']),
      refundId: newId('re'),
      status: 'succeeded',
      amount: order.total,
    } as const;
    await checkout.deliverRefund(order, made);
    await checkout.deliverRefund(order, made);
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'refunded',
      refundedTotal: order.total,
    });
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed', 'send-refund']);
  });

  it.each([['succeeded', 'failed'] as const, ['failed', 'succeeded'] as const])(
    '(failed) is true again after the bank returned the refund, in the order of events %s, %s',
    async (...statuses) => {
      const order = await checkout.place();
      checkout.payments.fate = 'unavailable';
      const { body } = await checkout.refund(order.orderId, aKey());
      const operationId = await operationOf('refund', order.orderId);
      const failed = { kind: 'outcome', outcome: { kind: 'failed', paymentRefundId: null } } as const;
      expect((await decided(operationId, 'refund', failed)).effect).toBe('applied');
      const made = { reference: String(body['refundId']), refundId: newId('re'), amount: order.total };
      for (const status of statuses) await checkout.deliverRefund(order, { ...made, status });
      const { status, refundedTotal } = await checkout.show(order.orderId);
      expect({ status, refunded: refundedTotal?.amountMinor ?? 0 }).toEqual({ status: 'paid', refunded: 0 });
      const emails = statuses[0] === 'succeeded' ? ['send-refund', 'send-refund-failed'] : [];
      expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed', ...emails]);
    },
  );

  it('is not needed once payments reports the result: the key wakes and completes immediately', async () => {
    const { orderId, operationId } = await aPendingOrder();
    await checkout.deliverPayment({ orderId, status: 'succeeded' });
    await eventually(async () => {
      expect(await findOperation(pool, operationId)).toMatchObject({ state: 'done', status: 201 });
    });
  });

  it("is requested only after payments' ledger was checked", async () => {
    const { orderId, operationId } = await aPendingOrder();
    checkout.payments.ledger = [booked(orderId, 'failed', { declineCode: 'expired_card' })];
    await pool.query(
      `update idempotency_key set sent_at = clock_timestamp() - interval '25 hours', drive_at = clock_timestamp()
       where operation_id = $1`,
      [operationId],
    );
    await eventually(async () => {
      expect(await findOperation(pool, operationId)).toMatchObject({ state: 'done', status: 402 });
    });
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed' });
  });
});
