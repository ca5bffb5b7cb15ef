import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type OrderView } from '@holdfast/contracts';
import { findOperation, resolve } from '@holdfast/idempotency/review';
import { eventually } from '@holdfast/testing';
import { Pool } from 'pg';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const placed = 'order_placed: Order placed. $42.00 will be charged.';
const paid = 'order_paid: Payment of $42.00 received. A receipt is on its way.';
const uncertain =
  'payment_unconfirmed: The payment could not be confirmed in time. We are still processing it.';
const inReview =
  'payment_in_review: The payment could not be confirmed automatically. Our team is checking it; you will not be charged again in the meantime.';
const requested = 'refund_requested: A refund of $42.00 was requested.';

describe('the history of an order', () => {
  let checkout: CheckoutFixture;
  let pool: Pool;

  beforeAll(async () => {
    checkout = await checkoutFixture({ SETTLE_LIMIT_HOURS: '3', PAYMENTS_SETTLE_LIMIT_HOURS: '2' });
    pool = new Pool({ connectionString: checkout.databaseUrl });
    pool.on('error', () => undefined);
  });

  beforeEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.isUndecided = false;
  });

  afterAll(async () => {
    await pool.end();
    await checkout.close();
  });

  const aPendingOrder = (): Promise<OrderView> => {
    checkout.payments.isUndecided = true;
    return checkout.place('pm_open');
  };

  const expectHistory = (orderId: string, lines: readonly string[]): Promise<void> =>
    eventually(async () => expect(await checkout.history(orderId)).toEqual(lines), { timeoutMs: 30_000 });

  it('lists an order that is paid immediately', async () => {
    await expectHistory((await checkout.place()).orderId, [placed, paid]);
  });

  // Declines come first: later tests open the breaker, and behind an open breaker nothing is declined.
  it('lists an order that is declined immediately', async () => {
    const { orderId } = await checkout.place('pm_declined');
    await expectHistory(orderId, [
      placed,
      'payment_failed: Nothing was charged. The bank declined the payment.',
    ]);
  });

  it('lists a charge that arrived after the order had failed and was refunded', async () => {
    const { orderId } = await checkout.place('pm_declined');
    await checkout.deliverPayment({ orderId, paymentId: newId('pay'), status: 'succeeded' });
    await expectHistory(orderId, [
      placed,
      'payment_failed: Nothing was charged. The bank declined the payment.',
      'orphaned_charge_refund_started: The payment went through after this order had failed. The order will not be fulfilled; the payment is being refunded.',
      'orphaned_charge_refunded: The extra charge was refunded in full.',
    ]);
  });

  it('lists a pending order that is then paid by the same request', async () => {
    const { orderId, status } = await aPendingOrder();
    expect(status).toBe('payment_pending');
    checkout.payments.isUndecided = false;
    await expectHistory(orderId, [placed, uncertain, paid]);
  });

  it('lists a pending order that is then declined', async () => {
    const { orderId } = await aPendingOrder();
    await checkout.deliverPayment({ orderId, paymentId: newId('pay'), status: 'failed' });
    await expectHistory(orderId, [
      placed,
      uncertain,
      'payment_failed: Nothing was charged. The bank declined the payment.',
    ]);
  });

  it('lists a refund that succeeded and later failed', async () => {
    const order = await checkout.place();
    const { body } = await checkout.refund(order.orderId, aKey());
    const lines = [placed, paid, requested, 'order_refunded: $42.00 was refunded.'];
    await expectHistory(order.orderId, lines);
    await checkout.deliverRefund(order, { reference: String(body['refundId']), status: 'failed' });
    await expectHistory(order.orderId, [
      ...lines,
      'refund_failed: The refund of $42.00 failed. No money was returned.',
    ]);
  });

  describe('when payments finds no result', () => {
    interface Key {
      readonly state: string;
      readonly tries: number;
    }

    async function keyOf(operationId: string): Promise<Key> {
      const text = 'select state, tries from idempotency_key where operation_id = $1';
      const { rows } = await pool.query<Key>(text, [operationId]);
      return rows[0] ?? { state: 'none', tries: 0 };
    }

    async function operationOf(table: 'orders' | 'refund', orderId: string): Promise<string> {
      const { rows } = await pool.query<{ id: string }>(
        `select operation_id as id from ${table} where order_id = $1`,
        [orderId],
      );
      return rows[0]?.id ?? '';
    }

    const sentAgo = (operationId: string, hours: number): Promise<unknown> =>
      pool.query(
        `update idempotency_key set sent_at = clock_timestamp() - $2 * interval '1 hour' where operation_id = $1`,
        [operationId, hours],
      );

    const is = (operationId: string, state: string, triedMoreThan = -1): Promise<Key> =>
      eventually(
        async () => {
          const key = await keyOf(operationId);
          expect(key.state).toBe(state);
          expect(key.tries).toBeGreaterThan(triedMoreThan);
          return key;
        },
        { timeoutMs: 30_000 },
      );

    it('keeps checking until the limit, then needs a decision and says so once', async () => {
      const { orderId } = await aPendingOrder();
      const operationId = await operationOf('orders', orderId);
      const { tries } = await is(operationId, 'unknown');
      await sentAgo(operationId, 2.9);
      await is(operationId, 'unknown', tries + 1);
      expect(await checkout.history(orderId)).toEqual([placed, uncertain]);
      await sentAgo(operationId, 3.1);
      const { tries: triedBefore } = await is(operationId, 'review');
      expect(await checkout.history(orderId)).toEqual([placed, uncertain, inReview]);
      const now = await findOperation(pool, operationId);
      const call = { operationId, phase: now?.phase ?? '', attempt: now?.attempt ?? 0 };
      await resolve(pool, call, { kind: 'recheck' }, { by: 'ada' });
      await is(operationId, 'review', triedBefore);
      expect(await checkout.history(orderId)).toEqual([placed, uncertain, inReview]);
      expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_pending' });

      await checkout.deliverPayment({ orderId, paymentId: newId('pay'), status: 'succeeded' });
      await expectHistory(orderId, [placed, uncertain, inReview, paid]);
      // The event itself ended the review.
      await is(operationId, 'done');
      expect(await checkout.history(orderId)).toEqual([placed, uncertain, inReview, paid]);
    });

    it('is rechecked by reconciliation if its order is settled but still needs a decision', async () => {
      const { orderId } = await aPendingOrder();
      const operationId = await operationOf('orders', orderId);
      await is(operationId, 'unknown');
      await sentAgo(operationId, 3.1);
      await is(operationId, 'review');
      // Settles the order without waking its key.
      await pool.query(
        `update orders set status = 'paid', payment_id = $2, created_at = created_at - interval '1 hour',
                           settled_at = clock_timestamp() - interval '1 hour' where order_id = $1`,
        [orderId, newId('pay')],
      );
      const found = (await checkout.reconcile(true)).filter((each) => each.orderId === orderId);
      expect(found).toContainEqual(
        expect.objectContaining({
          kind: 'review_no_longer_needed',
          state: 'repaired',
          found: "The payment is settled, but it is still waiting for an operator's decision.",
        }),
      );
      await is(operationId, 'done');
    });

    it('does the same for a refund', async () => {
      const { orderId } = await checkout.place();
      checkout.payments.fate = 'unavailable';
      await checkout.refund(orderId, aKey());
      const operationId = await operationOf('refund', orderId);
      await is(operationId, 'unknown');
      await sentAgo(operationId, 3.1);
      await is(operationId, 'review');
      expect(await checkout.history(orderId)).toEqual([
        placed,
        paid,
        requested,
        'refund_unconfirmed: The refund could not be confirmed in time. We are still processing it.',
        'refund_in_review: The refund could not be confirmed automatically. Our team is checking it; it will not be sent again in the meantime.',
      ]);
    });
  });
});
