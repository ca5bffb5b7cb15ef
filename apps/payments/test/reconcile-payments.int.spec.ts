import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type PaymentView } from '@holdfast/contracts';
import { pretendStarted } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

const boundMs = 60_000;

describe('POST /reconciliations of payments', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, { RECONCILE_MIN_AGE_MS: `${boundMs}` });
  });

  beforeEach(async () => {
    // Each test has its own period: charges of earlier tests are older.
    await payments.database.query('truncate payment, refund, outbox, idempotency_key cascade');
  });

  afterEach(() => payments.edge.says.clear());
  afterAll(() => payments.close());

  /** Moves Stripe's clock and our records by two hours. */
  async function timePasses(): Promise<void> {
    payments.edge.clockAheadMs = 2 * 3_600_000;
    for (const table of ['payment', 'refund'])
      await payments.database.query(`update ${table} set created_at = created_at - interval '2 hours',
        settled_at = settled_at - interval '2 hours'`);
  }

  const change = (payment: PaymentView, set: string): Promise<unknown> =>
    payments.database.query(`update payment set ${set} where payment_id = $1`, [payment.paymentId]);

  const forgetNews = (): Promise<unknown> => payments.database.query('truncate outbox, idempotency_key');

  /** The differences reported for one payment. */
  async function reported(of: { paymentId: string }, repair = false): Promise<string[]> {
    const { differences } = await payments.reconcile(repair);
    return differences
      .filter(({ paymentId }) => paymentId === of.paymentId)
      .map(({ kind, state, found }) => `${kind}, ${state}: ${found}`);
  }

  it('totals both ledgers, and finds no differences if they agree', async () => {
    const before = await payments.reconcile();
    const sumsOf = ({ checked }: typeof before, ledger: string, what: string): [number, number] => {
      const sum = checked.find((each) => each.ledger === ledger && each.what === what);
      return [sum?.count ?? 0, sum?.amountMinor ?? 0];
    };
    const [one] = [
      await payments.pay(usd(1000)),
      await payments.pay(usd(2300)),
      await payments.pay(usd(100), 'pm_card_chargeDeclined'),
    ];
    await payments.refund(one.paymentId, aKey(), { amount: usd(400) });
    await payments.stripe.paymentIntents.create({
      amount: 555,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await timePasses();
    const after = await payments.reconcile();
    const gained = (ledger: string, what: string): number[] =>
      sumsOf(after, ledger, what).map((sum, index) => sum - (sumsOf(before, ledger, what)[index] ?? 0));
    expect(gained('stripe', 'charged')).toEqual([2, 3300]);
    expect(gained('payments', 'charged')).toEqual([2, 3300]);
    expect(gained('stripe', 'refunded')).toEqual([1, 400]);
    expect(gained('payments', 'refunded')).toEqual([1, 400]);
    expect(gained('stripe', 'not_ours')).toEqual([1, 555]);
    expect(await reported(one)).toEqual([]);
  });

  it('reports a second charge for a payment, which only an operator may refund', async () => {
    const payment = await payments.pay();
    const { metadata } = await payments.stripe.paymentIntents.retrieve(payment.providerPaymentId ?? '');
    const { id } = await payments.stripe.paymentIntents.create({
      ...{ amount: 4200, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', metadata },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await timePasses();
    expect(await reported(payment, true)).toEqual([
      `payment_charged_twice, needs_decision: $42.00 charged at Stripe by ${id}, but ${payment.providerPaymentId} has paid for this payment already.`,
    ]);
    expect(await payments.refundEvents(payment.paymentId)).toEqual([]);
    await payments.stripe.refunds.create({ payment_intent: id, amount: 4100 });
    expect(await reported(payment)).toEqual([expect.stringMatching(/^payment_charged_twice/)]);
    await payments.stripe.refunds.create({ payment_intent: id });
    expect(await reported(payment)).toEqual([]);
  });

  it('reports nothing about a declined charge beside the one that paid', async () => {
    const payment = await payments.pay();
    const { metadata } = await payments.stripe.paymentIntents.retrieve(payment.providerPaymentId ?? '');
    const declined = payments.stripe.paymentIntents.create({
      ...{ amount: 4200, currency: 'usd', confirm: true, metadata },
      payment_method: 'pm_card_chargeDeclined',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await expect(declined).rejects.toMatchObject({ type: 'StripeCardError' });
    await timePasses();
    expect(await reported(payment)).toEqual([]);
  });

  it('asks Stripe about no failed payment whose charge it does not list', async () => {
    const payment = await payments.pay(usd(4200), 'pm_card_chargeDeclined');
    const unlisted = { paymentId: newId('pay') };
    await change(payment, `payment_id = '${unlisted.paymentId}'`);
    await timePasses();
    payments.edge.seen.length = 0;
    expect(await reported(unlisted)).toEqual([]);
    const lookups = /^GET \/v1\/payment_intents\/(pi_|search)/;
    expect(payments.edge.seen.filter((each) => lookups.test(each))).toEqual([]);
  });

  describe('when Stripe has the end of a payment that is', () => {
    it.each([
      [
        'pending',
        'pm_card_visa',
        `status = 'pending', provider_payment_id = null, settled_at = null`,
        'charge_succeeded_payment_pending',
        '$42.00 charged at Stripe; the payment is still pending.',
        'succeeded',
      ],
      [
        'pending, and was declined',
        'pm_card_chargeDeclined',
        `status = 'pending', provider_payment_id = null, settled_at = null, decline_code = null`,
        'charge_declined_payment_pending',
        'The charge of $42.00 failed or was canceled at Stripe; the payment is still pending.',
        'failed',
      ],
      [
        'failed',
        'pm_card_visa',
        `status = 'failed', decline_code = 'lost_card'`,
        'charge_succeeded_payment_failed',
        '$42.00 charged at Stripe; the payment is recorded as failed.',
        'succeeded',
      ],
    ])(
      '%s, repairs it, notifies checkout once, and agrees from then on',
      async (_, method, set, kind, found, status) => {
        const payment = await payments.pay(usd(4200), method);
        await change(payment, set);
        await forgetNews();
        await timePasses();
        expect(await reported(payment)).toEqual([`${kind}, repairable: ${found}`]);
        expect(await payments.paymentEvents(payment.paymentId)).toEqual([]);
        const [one, other] = await Promise.all([payments.reconcile(true, 0), payments.reconcile(true, 1)]);
        const states = [...one.differences, ...other.differences].map(({ state }) => state);
        expect(states).toContain('repaired');
        expect(states).not.toContain('not_repaired');
        const recorded = 'select distinct kind from reconciliation_repair where payment_id = $1';
        expect(await payments.database.query(recorded, [payment.paymentId])).toEqual([{ kind }]);
        expect(await payments.paymentEvents(payment.paymentId)).toEqual([status]);
        expect(await payments.show(payment.paymentId)).toMatchObject({ status });
        await timePasses();
        expect(await reported(payment, true)).toEqual([]);
        expect(await payments.paymentEvents(payment.paymentId)).toEqual([status]);
      },
    );
  });

  it('accepts late events of a charge in any order: Stripe may charge after a failure, never the reverse', async () => {
    const payment = await payments.pay();
    await change(payment, `status = 'pending', provider_payment_id = null, settled_at = null`);
    await forgetNews();
    const of = {
      id: payment.providerPaymentId ?? '',
      amount: payment.amount.amountMinor,
      amount_received: payment.amount.amountMinor,
      currency: payment.amount.currency,
      livemode: false,
      metadata: { paymentId: payment.paymentId },
    };
    const last_payment_error = { code: 'card_declined', decline_code: 'lost_card' };
    const failed = { ...of, status: 'requires_payment_method', last_payment_error };
    const succeeded = { ...of, status: 'succeeded' };
    for (const event of [failed, succeeded, failed])
      expect(
        await payments.deliver(`payment_intent.${event === failed ? 'payment_failed' : 'succeeded'}`, event),
      ).toBe(200);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['failed', 'succeeded']);
  });

  it('adopts a charge whose payment was lost, once, with the ids that Stripe keeps', async () => {
    const payment = await payments.pay();
    await payments.database.query('delete from payment where payment_id = $1', [payment.paymentId]);
    await forgetNews();
    await timePasses();
    expect(await reported(payment)).toEqual([
      'charge_without_payment, repairable: $42.00 charged at Stripe, but payments has no record of it.',
    ]);
    await Promise.all([payments.reconcile(true, 0), payments.reconcile(true, 1)]);
    expect(await payments.show(payment.paymentId)).toMatchObject({
      orderId: payment.orderId,
      status: 'succeeded',
      amount: usd(4200),
      providerPaymentId: payment.providerPaymentId,
    });
    expect(await payments.paymentEvents(payment.paymentId)).toEqual(['succeeded']);
    expect(await reported(payment, true)).toEqual([]);
    const refund = await payments.refund(payment.paymentId, aKey());
    expect(refund).toMatchObject({ status: 201, body: { status: 'succeeded' } });
  });

  it('lists differences that are too recent, and does not repair them', async () => {
    payments.edge.clockAheadMs = 0;
    const payment = await payments.pay();
    await change(payment, `status = 'pending', provider_payment_id = null, settled_at = null`);
    await forgetNews();
    const { tooRecent, recent } = await payments.reconcile(true);
    expect(tooRecent).toBe(recent.length);
    expect(recent).toContainEqual(
      expect.objectContaining({
        kind: 'charge_succeeded_payment_pending',
        found: '$42.00 charged at Stripe; the payment is still pending.',
        paymentId: payment.paymentId,
        quietMs: expect.any(Number),
      }),
    );
    expect(await reported(payment, true)).toEqual([]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'pending' });
    await timePasses();
    expect(await reported(payment)).toHaveLength(1);
  });

  it('repairs nothing soon after its database started: the services have yet to recover', async () => {
    const payment = await payments.pay();
    await change(payment, `status = 'pending', provider_payment_id = null, settled_at = null`);
    await forgetNews();
    await timePasses();
    await pretendStarted(payments.databaseUrl, '0 s');
    const { differences, recent } = await payments.reconcile(true);
    expect(differences).toEqual([]);
    expect(recent.map(({ paymentId }) => paymentId)).toContain(payment.paymentId);
    await pretendStarted(payments.databaseUrl, '1 day');
    expect(await reported(payment)).toHaveLength(1);
  });

  it('leaves to an operator what no program can know', async () => {
    const dearer = await payments.pay();
    await change(dearer, 'amount_minor = 4300');
    const invented = { paymentId: newId('pay'), providerPaymentId: 'pi_nobody', status: 'succeeded' };
    const silent = { paymentId: newId('pay'), providerPaymentId: null, status: 'pending' };
    for (const { paymentId, providerPaymentId, status } of [invented, silent])
      await payments.database.query(
        `insert into payment (payment_id, order_id, operation_id, status, amount_minor, currency, provider_payment_id, created_at)
         values ($1, $2, gen_random_uuid(), $3, 700, 'usd', $4, now())`,
        [paymentId, newId('ord'), status, providerPaymentId],
      );
    await timePasses();
    for (const repair of [false, true]) {
      expect(await reported(dearer, repair)).toEqual([
        'payment_amount_differs, needs_decision: The charge at Stripe is for $42.00 (usd), but the payment is for $43.00 (usd).',
      ]);
      expect(await reported(invented, repair)).toEqual([
        'payment_without_charge, needs_decision: A payment of $7.00 is recorded as succeeded, but Stripe did not charge it.',
      ]);
      expect(await reported(silent, repair)).toEqual([
        'payment_pending_without_charge, needs_decision: A payment of $7.00 is pending, but Stripe has no charge for it.',
      ]);
    }
  });

  it('refuses a cursor that it did not issue', async () => {
    const { status, body } = await payments.compare({ after: 'orders:1' });
    expect([status, body['errors']]).toEqual([
      400,
      [{ pointer: '/after', detail: 'must be the `next` of a previous page' }],
    ]);
  });

  it("reports that Stripe is unreadable, and does not open the customers' breaker", async () => {
    await payments.edge.stop();
    for (let n = 0; n < 7; n += 1) {
      const { status, body } = await payments.compare({});
      expect([status, body['code']]).toEqual([503, 'provider_unavailable']);
    }
    expect(await payments.standingWith('stripe')).toMatchObject({ breaker: 'closed' });
    await payments.edge.start();
    expect((await payments.charge()).status).toBe(201);
  });
});
