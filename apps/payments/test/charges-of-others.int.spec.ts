import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type PaymentView } from '@holdfast/contracts';
import { pretendStarted } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

describe('charges on an account that others use', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, { RECONCILE_MIN_AGE_MS: '60000' });
  });

  afterEach(() => payments.edge.says.clear());
  afterAll(() => payments.close());

  const timePasses = (): Promise<unknown> => {
    payments.edge.clockAheadMs = 2 * 3_600_000;
    return payments.database.query(`update payment set created_at = created_at - interval '2 hours',
      settled_at = settled_at - interval '2 hours'`);
  };

  const kindsOf = async (paymentId: string, repair = false): Promise<string[]> =>
    (await payments.reconcile(repair)).differences
      .filter((each) => each.paymentId === paymentId)
      .map(({ kind, state }) => `${kind}, ${state}`);

  /** The event that a bank debit has succeeded which was charged some days ago. */
  async function paidAfter(
    days: number,
    { providerPaymentId }: PaymentView,
    copy: 0 | 1 = 0,
  ): Promise<number> {
    const intent = await payments.stripe.paymentIntents.retrieve(providerPaymentId ?? '');
    const created = Math.floor(Date.now() / 1_000) - days * 86_400;
    return payments.deliver('payment_intent.succeeded', { ...intent, created }, copy);
  }

  const lose = ({ paymentId }: PaymentView): Promise<unknown> =>
    payments.database.query('delete from payment where payment_id = $1', [paymentId]);

  it.each([
    ['another stack', { installation: aKey() }],
    ['an older version, which marked none', {}],
  ])('of %s on the account are never touched', async (_, mark) => {
    const another = { orderId: newId('ord'), paymentId: newId('pay'), operationId: aKey(), ...mark };
    const charged = await payments.stripe.paymentIntents.create({
      ...{ amount: 4200, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', metadata: another },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await timePasses();
    expect(await kindsOf(another.paymentId, true)).toEqual([]);
    const hourAgo = { created: charged.created - 3_600 };
    expect(await payments.deliver('payment_intent.succeeded', { ...charged, ...hourAgo })).toBe(200);
    const made = await payments.database.query('select from payment where payment_id = $1', [
      another.paymentId,
    ]);
    expect(made).toEqual([]);
  });

  it('are restored when the bank pays later than reconciliation looks back, and checkout can find them', async () => {
    const payment = await payments.pay();
    await lose(payment);
    await payments.database.query('truncate outbox');
    expect(await paidAfter(0, payment)).toBe(200);
    expect((await payments.show(payment.paymentId)).status).not.toBe('succeeded');
    await pretendStarted(payments.databaseUrl, '1 second');
    expect(await paidAfter(10, payment)).toBe(503);
    await pretendStarted(payments.databaseUrl, '1 day');
    expect(await Promise.all([paidAfter(10, payment, 0), paidAfter(10, payment, 1)])).toEqual([200, 200]);
    expect(await payments.show(payment.paymentId)).toMatchObject({
      ...{ orderId: payment.orderId, status: 'succeeded', amount: usd(4200) },
      providerPaymentId: payment.providerPaymentId,
    });
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['succeeded']);
    expect(await paidAfter(10, payment)).toBe(200);
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['succeeded']);
    const [since, until] = [-3_600_000, 60_000].map((ms) => new Date(Date.now() + ms).toISOString());
    const { body } = await payments.ledger(`since=${since}&until=${until}`);
    const listed = (body['payments'] as PaymentView[]).filter(
      ({ paymentId }) => paymentId === payment.paymentId,
    );
    expect(listed).toHaveLength(1);
  });

  it('are compared with their row, whatever stack they name', async () => {
    const payment = await payments.pay();
    const { id, metadata } = await payments.stripe.paymentIntents.retrieve(payment.providerPaymentId ?? '');
    payments.edge.says.set(id, { metadata: { ...metadata, installation: aKey() } });
    await payments.database.query(
      `update payment set status = 'pending', provider_payment_id = null, settled_at = null where payment_id = $1`,
      [payment.paymentId],
    );
    await timePasses();
    expect(await kindsOf(payment.paymentId, true)).toEqual(['charge_succeeded_payment_pending, repaired']);
  });
});
