import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

describe('a payment that Stripe never saw, and whose request is not repeated', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      KEY_COMPLETE_INTERVAL_MS: '50',
      RECONCILE_MIN_AGE_MS: '0',
    });
  });
  afterAll(() => payments.close());

  /** Its request came last so many hours ago, and first two days before. */
  async function parked(hours: number): Promise<{ orderId: string; paymentId: string }> {
    const orderId = newId('ord');
    await payments.fault({ route: 'POST /v1/payment_intents', fault: 'rate_limit', times: 1 });
    expect(await payments.charge(orderId)).toMatchObject({
      status: 503,
      body: { code: 'provider_unavailable' },
    });
    const [row] = await payments.database.query<{ payment_id: string }[]>(
      'select payment_id from payment where order_id = $1',
      [orderId],
    );
    const paymentId = row?.payment_id ?? '';
    const [, aged] = await payments.database.query<[unknown, number]>(
      `update idempotency_key k set sent_at = sent_at - $2 * interval '1 hour', created_at = k.created_at - interval '2 days'
       from payment p where p.payment_id = $1 and k.key_hash = p.key_hash and k.state = 'parked'`,
      [paymentId, hours],
    );
    expect(aged).toBe(1);
    await payments.database.query(
      `update payment set created_at = created_at - interval '2 days' where payment_id = $1`,
      [paymentId],
    );
    return { orderId, paymentId };
  }

  async function reported(of: { paymentId: string }, repair = false): Promise<object[]> {
    const { differences } = await payments.reconcile(repair);
    return differences.filter(({ paymentId }) => paymentId === of.paymentId);
  }

  const kind = 'payment_pending_without_charge';

  it('is reported, however old it is', async () => {
    const payment = await parked(23);
    expect(await reported(payment)).toMatchObject([{ kind, state: 'repairable' }]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'pending' });
  });

  it('fails, is published once, and is not charged later', async () => {
    const payment = await parked(23);
    expect(await reported(payment, true)).toMatchObject([{ kind, state: 'repaired' }]);
    expect(await payments.show(payment.paymentId)).toMatchObject({
      status: 'failed',
      declineCode: 'payment_refused',
    });
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['failed']);
    await eventually(async () =>
      expect(await payments.charge(payment.orderId)).toMatchObject({
        status: 422,
        body: { code: 'payment_refused' },
      }),
    );
    expect(await payments.intentsFor(payment.orderId)).toEqual([]);
    expect(await reported(payment, true)).toEqual([]);
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['failed']);
  });

  it('is left alone while its request may still be repeated', async () => {
    const payment = await parked(21);
    expect(await reported(payment, true)).toEqual([]);
    expect(await payments.charge(payment.orderId)).toMatchObject({ status: 201 });
  });

  it('either fails or is charged if its request is repeated during the repair', async () => {
    const all = [];
    for (let n = 0; n < 10; n += 1) all.push(await parked(23));
    await Promise.all([
      payments.reconcile(true),
      payments.reconcile(true, 1),
      ...all.map(({ orderId }) => payments.charge(orderId)),
    ]);
    for (const { orderId, paymentId } of all) {
      const { status } = await eventually(async () => {
        const reply = await payments.charge(orderId);
        expect([201, 422]).toContain(reply.status);
        return reply;
      });
      const result = status === 201 ? 'succeeded' : 'failed';
      expect(await payments.show(paymentId)).toMatchObject({ status: result });
      expect(await payments.paymentEvents(paymentId)).toEqual([result]);
      expect(await payments.chargesMadeFor(orderId)).toHaveLength(status === 201 ? 1 : 0);
    }
  });
});
