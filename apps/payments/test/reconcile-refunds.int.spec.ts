import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type PaymentView } from '@holdfast/contracts';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

describe('POST /reconciliations of payments, about refunds', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, { RECONCILE_MIN_AGE_MS: '60000' });
  });

  beforeEach(async () => {
    await payments.database.query('truncate payment, refund, outbox, idempotency_key cascade');
  });

  afterEach(() => payments.edge.says.clear());
  afterAll(() => payments.close());

  async function timePasses(): Promise<void> {
    payments.edge.clockAheadMs = 2 * 3_600_000;
    for (const table of ['payment', 'refund'])
      await payments.database.query(`update ${table} set created_at = created_at - interval '2 hours',
        settled_at = settled_at - interval '2 hours'`);
  }

  async function reported(of: PaymentView, repair = false): Promise<string[]> {
    const { differences } = await payments.reconcile(repair);
    return differences
      .filter(({ paymentId }) => paymentId === of.paymentId)
      .map(({ kind, state, found }) => `${kind}, ${state}: ${found}`);
  }

  /** A refund that Stripe took on as pending, and has ended since. */
  async function aRefundTakenOn(): Promise<{
    payment: PaymentView;
    refundId: string;
    providerRefundId: string;
  }> {
    const payment = await payments.pay();
    payments.edge.answerNextRefund({ status: 'pending' });
    const { body } = await payments.refund(payment.paymentId, aKey(), { amount: usd(4200) });
    const [made] = await payments.refundsAtStripe(payment);
    return { payment, refundId: String(body['refundId']), providerRefundId: made?.refundId ?? '' };
  }

  const bothRepair = async (): Promise<void> =>
    void (await Promise.all([payments.reconcile(true, 0), payments.reconcile(true, 1)]));

  it('settles a pending refund whose webhook was lost, once, and notifies checkout', async () => {
    const { payment } = await aRefundTakenOn();
    await timePasses();
    expect(await reported(payment)).toEqual([
      'refund_settled_record_pending, repairable: The refund of $42.00 succeeded at Stripe, but is recorded as pending.',
    ]);
    await bothRepair();
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ status: 'succeeded' }]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect(await reported(payment, true)).toEqual([]);
  });

  it('settles one that has been pending for longer than the period', async () => {
    const { payment, providerRefundId } = await aRefundTakenOn();
    payments.edge.says.set(providerRefundId, { created: Math.floor(Date.now() / 1_000) - 5 * 86_400 });
    await payments.database.query(`update refund set created_at = now() - interval '5 days'`);
    expect(await reported(payment, true)).toEqual([
      'refund_settled_record_pending, repaired: The refund of $42.00 succeeded at Stripe, but is recorded as pending.',
    ]);
  });

  const day = 86_400;
  const sinceDays = (days: number): object => ({ created: Math.floor(Date.now() / 1_000) - days * day });

  it.each([
    [
      { pending_reason: 'insufficient_funds' },
      "refund_waits_for_funds, needs_decision: Stripe has not made the refund of $42.00, because the account's balance is too low.",
    ],
    [
      { status: 'requires_action' },
      'refund_waits_for_customer, needs_decision: Stripe has not made the refund of $42.00: it has asked the customer for bank details.',
    ],
    [
      { pending_reason: 'processing', ...sinceDays(15) },
      'refund_overdue, needs_decision: The refund of $42.00 has been pending at Stripe for 15 days.',
    ],
  ])('reports a refund that %j keeps pending, in each run', async (said, difference) => {
    const { payment, providerRefundId } = await aRefundTakenOn();
    payments.edge.says.set(providerRefundId, { status: 'pending', ...said });
    await timePasses();
    // Stripe's list still has it at its true time, too.
    const found = async () => new Set(await reported(payment, true));
    expect(await found()).toEqual(new Set([difference]));
    // Longer ago than a run reaches back.
    await payments.database.query(`update refund set created_at = now() - interval '16 days'`);
    payments.edge.says.set(providerRefundId, { status: 'pending', ...sinceDays(15), ...said });
    expect(await found()).toEqual(new Set([difference]));
    payments.edge.says.set(providerRefundId, { status: 'succeeded' });
    expect(await reported(payment, true)).toEqual([expect.stringMatching(/^refund_settled.*repaired/)]);
  });

  it.each([{ pending_reason: 'processing' }, { pending_reason: 'charge_pending' }])(
    'reports no refund that its bank still processes: %j',
    async (said) => {
      const { payment, providerRefundId } = await aRefundTakenOn();
      payments.edge.says.set(providerRefundId, { status: 'pending', ...sinceDays(13), ...said });
      await timePasses();
      await payments.database.query(`update refund set created_at = now() - interval '13 days'`);
      expect(await reported(payment, true)).toEqual([]);
    },
  );

  it('marks a refund that the bank returned as failed, and releases its amount', async () => {
    const payment = await payments.pay();
    await payments.refund(payment.paymentId, aKey());
    const [made] = await payments.refundsAtStripe(payment);
    payments.edge.says.set(made?.refundId ?? '', {
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    await timePasses();
    expect(await reported(payment)).toEqual([
      'refund_failed_record_succeeded, repairable: The refund of $42.00 failed at Stripe, but is recorded as succeeded.',
    ]);
    await bothRepair();
    expect((await payments.refundEvents(payment.paymentId)).map(({ status }) => status)).toEqual([
      'succeeded',
      'failed',
    ]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await reported(payment, true)).toEqual([]);
  });

  it('records a refund that was made in the dashboard, once, so that it cannot be made again', async () => {
    const payment = await payments.pay();
    await payments.stripe.refunds.create({ payment_intent: payment.providerPaymentId ?? '', amount: 1200 });
    await timePasses();
    expect(await reported(payment)).toEqual([
      'refund_outside_holdfast, repairable: $12.00 refunded at Stripe outside Holdfast, but payments has no record of it.',
    ]);
    await bothRepair();
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([
      { reference: null, status: 'succeeded' },
    ]);
    expect(await reported(payment, true)).toEqual([]);
    const rest = await payments.refund(payment.paymentId, aKey());
    expect(rest.body).toMatchObject({ status: 'succeeded', amount: usd(3000) });
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
  });

  it('reports and records a second refund that Stripe made for one that has ended', async () => {
    const payment = await payments.pay();
    const { body } = await payments.refund(payment.paymentId, aKey(), { amount: usd(1200) });
    const refundId = String(body['refundId']);
    const [first] = await payments.refundsAtStripe(payment);
    const { id } = await payments.stripe.refunds.create({
      ...{ payment_intent: payment.providerPaymentId ?? '', amount: 1200 },
      metadata: { refundId, paymentId: payment.paymentId, orderId: payment.orderId },
    });
    await timePasses();
    expect(await reported(payment)).toEqual([
      `refund_made_twice, repairable: $12.00 refunded at Stripe by ${id}, but ${first?.refundId} has made this refund already.`,
    ]);
    await bothRepair();
    expect(await reported(payment, true)).toEqual([
      expect.stringMatching(/^refund_made_twice, needs_decision/),
    ]);
    expect(await payments.refundEvents(payment.paymentId)).toHaveLength(2);
    payments.edge.says.set(id, { status: 'failed', failure_reason: 'unknown' });
    await timePasses();
    expect(await reported(payment, true)).toEqual([
      'refund_failed_record_succeeded, repaired: The refund of $12.00 failed at Stripe, but is recorded as succeeded.',
    ]);
    expect(
      await payments.database.query(
        'select provider_refund_id as id, status from refund where payment_id = $1 order by status desc',
        [payment.paymentId],
      ),
    ).toEqual([
      { id: first?.refundId, status: 'succeeded' },
      { id, status: 'failed' },
    ]);
    expect(await reported(payment, true)).toEqual([]);
  });

  it.each(['first', 'second'])(
    'reports a second refund that its webhook has recorded, until the %s fails',
    async (failing) => {
      const payment = await payments.pay();
      const { body } = await payments.refund(payment.paymentId, aKey(), { amount: usd(1200) });
      const metadata = { refundId: String(body['refundId']) };
      const [{ refundId: first = '' } = {}] = await payments.refundsAtStripe(payment);
      const of = { payment_intent: payment.providerPaymentId ?? '' };
      const second = await payments.stripe.refunds.create({ ...of, amount: 1200, metadata });
      const other = await payments.stripe.refunds.create({ ...of, amount: 500 });
      for (const each of [second, other]) expect(await payments.deliver('refund.created', each)).toBe(200);
      await timePasses();
      const madeTwice = `refund_made_twice, needs_decision: $12.00 refunded at Stripe by ${second.id}, but ${first} has made this refund already.`;
      expect(await reported(payment)).toEqual([madeTwice]);
      expect(await reported(payment, true)).toEqual([madeTwice]);
      const id = failing === 'first' ? first : second.id;
      payments.edge.says.set(id, { status: 'failed' });
      expect(await payments.deliver('refund.failed', { id, status: 'failed', metadata })).toBe(200);
      await timePasses();
      expect(await reported(payment)).toEqual([]);
    },
  );

  it('records a refund whose row was lost, under its own ID and that of its client', async () => {
    const payment = await payments.pay();
    const reference = newId('re');
    const { body } = await payments.refund(payment.paymentId, aKey(), { reference });
    await payments.database.query('truncate refund, outbox');
    await payments.database.query(
      `update payment set status = 'succeeded', refund_reserved_minor = 0, refunded_minor = 0`,
    );
    await timePasses();
    expect(await reported(payment)).toEqual([
      'refund_without_record, repairable: $42.00 refunded at Stripe, but payments has no record of it.',
    ]);
    await bothRepair();
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([
      { refundId: body['refundId'], reference, status: 'succeeded' },
    ]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect(await reported(payment, true)).toEqual([]);
  });

  it('says why a repair failed, and does the others', async () => {
    const payment = await payments.pay();
    await payments.stripe.refunds.create({ payment_intent: payment.providerPaymentId ?? '', amount: 1200 });
    await payments.database.query('update payment set refund_reserved_minor = 4000');
    const other = await aRefundTakenOn();
    await timePasses();
    const { differences } = await payments.reconcile(true);
    expect(differences.find(({ paymentId }) => paymentId === payment.paymentId)).toMatchObject({
      state: 'not_repaired',
      action: expect.stringContaining('another refund, whose outcome is still unknown'),
    });
    expect(differences.find(({ refundId }) => refundId === other.refundId)).toMatchObject({
      state: 'repaired',
    });
  });

  it('leaves to an operator a refund that is missing or different at Stripe', async () => {
    const [gone, other] = [await payments.pay(), await payments.pay()];
    await payments.refund(gone.paymentId, aKey(), { amount: usd(100) });
    await payments.refund(other.paymentId, aKey(), { amount: usd(100) });
    await payments.database.query(
      `update refund set provider_refund_id = 're_nobody', refund_id = 're_nobody' where payment_id = $1`,
      [gone.paymentId],
    );
    await payments.database.query(`update refund set amount_minor = 90 where payment_id = $1`, [
      other.paymentId,
    ]);
    await timePasses();
    expect(await reported(other, true)).toEqual([
      'refund_amount_differs, needs_decision: Stripe refunded $1.00, but the refund is recorded as $0.90.',
    ]);
    expect(await reported(gone)).toContain(
      'refund_missing_at_stripe, needs_decision: A refund of $1.00 is recorded as succeeded, but Stripe has no such refund.',
    );
  });
});
