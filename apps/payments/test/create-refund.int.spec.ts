import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

/** The copy to which a slow Stripe is none. */
const impatient = 2;

describe('POST /payments/:paymentId/refunds', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterEach(async () => {
    payments.edge.forget();
    await payments.clearFaults();
  });
  afterAll(() => payments.close());

  const untilRefunded = (paymentId: string): Promise<void> =>
    eventually(async () => expect(await payments.show(paymentId)).toMatchObject({ status: 'refunded' }), {
      timeoutMs: 30_000,
    });

  it('refunds all that is left when no amount is named, once per key', async () => {
    const payment = await payments.pay();
    const key = aKey();
    const first = await payments.refund(payment.paymentId, key);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      refundId: expect.stringMatching(/^re_[0-9a-f]{32}$/),
      paymentId: payment.paymentId,
      orderId: payment.orderId,
      status: 'succeeded',
      amount: usd(4200),
      createdAt: expect.stringMatching(/Z$/),
    });
    const again = await payments.refund(payment.paymentId, key, {}, { copy: 1 });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await payments.refundsAtStripe(payment)).toMatchObject([
      { amountMinor: 4200, status: 'succeeded' },
    ]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded', amount: usd(4200) });
    expect(await payments.refundEvents(payment.paymentId)).toEqual([
      {
        version: 1,
        orderId: payment.orderId,
        paymentId: payment.paymentId,
        refundId: first.body['refundId'],
        reference: null,
        status: 'succeeded',
        amount: usd(4200),
      },
    ]);
  });

  it('refunds parts; the payment is refunded with the last of them', async () => {
    const { paymentId } = await payments.pay();
    const part = await payments.refund(paymentId, aKey(), { amount: usd(1000), reference: 're_mine' });
    expect(part.body).toMatchObject({ status: 'succeeded', amount: usd(1000) });
    expect(await payments.show(paymentId)).toMatchObject({ status: 'succeeded' });
    const tooMuch = await payments.refund(paymentId, aKey(), { amount: usd(3201) });
    expect(tooMuch).toMatchObject({
      status: 422,
      body: { code: 'refund_exceeds_remaining', left: usd(3200) },
    });
    expect((await payments.refund(paymentId, aKey())).body).toMatchObject({ amount: usd(3200) });
    expect(await payments.show(paymentId)).toMatchObject({ status: 'refunded' });
    const nothing = await payments.refund(paymentId, aKey());
    expect(nothing).toMatchObject({ status: 409, body: { code: 'payment_not_refundable', left: usd(0) } });
    expect((await payments.refundEvents(paymentId)).map(({ reference }) => reference)).toEqual([
      're_mine',
      null,
    ]);
  });

  it.each<[string, number, string, unknown]>([
    ['another currency', 400, 'validation_failed', { amount: { amountMinor: 1, currency: 'eur' } }],
    ['an amount of nothing', 400, 'validation_failed', { amount: usd(0) }],
    ['unknown members', 400, 'validation_failed', { reason: 'duplicate' }],
  ])('refuses %s, and leaves payment and key as they were', async (_, status, code, body) => {
    const payment = await payments.pay();
    const key = aKey();
    expect(await payments.refund(payment.paymentId, key, body)).toMatchObject({ status, body: { code } });
    expect(await payments.refundsAtStripe(payment)).toEqual([]);
    expect((await payments.refund(payment.paymentId, key)).body).toMatchObject({ amount: usd(4200) });
  });

  it('refuses more than was paid, and stores the refusal like any answer', async () => {
    const payment = await payments.pay();
    const key = aKey();
    const body = { amount: usd(4201) };
    const refused = await payments.refund(payment.paymentId, key, body);
    expect(refused).toMatchObject({ status: 422, body: { code: 'refund_exceeds_remaining' } });
    const again = await payments.refund(payment.paymentId, key, body);
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([refused.text, 'true']);
    expect((await payments.refund(payment.paymentId, key)).body).toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(await payments.refundsAtStripe(payment)).toEqual([]);
  });

  it('points at the currency that does not fit', async () => {
    const { paymentId } = await payments.pay();
    const { body } = await payments.refund(paymentId, aKey(), {
      amount: { amountMinor: 1, currency: 'eur' },
    });
    expect(body['errors']).toEqual([
      { pointer: '/amount/currency', detail: 'must be usd, the currency of the payment' },
    ]);
  });

  it('refuses a payment that was declined, and one that is not there', async () => {
    const declined = await payments.pay(usd(4200), 'pm_card_chargeDeclined');
    expect(await payments.refund(declined.paymentId, aKey())).toMatchObject({
      status: 409,
      body: { code: 'payment_not_refundable' },
    });
    for (const paymentId of ['pay_unknown', 'unknown', 'pay_%00'])
      expect(await payments.refund(paymentId, aKey())).toMatchObject({
        status: 404,
        body: { code: 'payment_not_found' },
      });
  });

  it('refuses the key of another refund', async () => {
    const [one, other] = [await payments.pay(), await payments.pay()];
    const key = aKey();
    const first = await payments.refund(one.paymentId, key, { amount: usd(100) });
    const attempts = [
      payments.refund(one.paymentId, key, { amount: usd(101) }),
      payments.refund(other.paymentId, key, { amount: usd(100) }),
    ];
    for (const { status, body } of await Promise.all(attempts))
      expect([status, body['code']]).toEqual([422, 'idempotency_key_reused']);
    const operator = { headers: { authorization: 'Bearer 0perator-of-these-tests-alone' } };
    const theirs = await payments.refund(one.paymentId, key, { amount: usd(100) }, operator);
    expect(theirs.status).toBe(201);
    expect(theirs.body['refundId']).not.toBe(first.body['refundId']);
  });

  it('refunds exactly what was paid when 40 keys request parts concurrently, each on both instances', async () => {
    const payment = await payments.pay(usd(4200));
    const keys = Array.from({ length: 40 }, aKey);
    const ask = (copy: 0 | 1) =>
      keys.map((key) => payments.refund(payment.paymentId, key, { amount: usd(150) }, { copy }));
    const replies = await Promise.all([...ask(0), ...ask(1)]);
    expect(replies.filter(({ status }) => ![201, 409, 422].includes(status))).toEqual([]);
    const codes = new Set(replies.flatMap(({ status, body }) => (status === 201 ? [] : [body['code']])));
    expect([...codes].sort()).toEqual(['idempotency_in_flight', 'refund_exceeds_remaining']);
    const made = await payments.refundsAtStripe(payment);
    expect(made.map(({ amountMinor }) => amountMinor)).toEqual(Array.from({ length: 28 }, () => 150));
    await untilRefunded(payment.paymentId);
    const later = await Promise.all(ask(0));
    expect(later.filter(({ status }) => status === 201)).toHaveLength(28);
    expect(await payments.refundsAtStripe(payment)).toHaveLength(28);
    expect(await payments.refundEvents(payment.paymentId)).toHaveLength(28);
  });

  it('never refunds more than was paid when 50 requests of all sizes run concurrently', async () => {
    const payment = await payments.pay(usd(4200));
    const asked = Array.from({ length: 50 }, (_, n) =>
      n % 10 === 0 ? {} : { amount: usd(37 * ((n % 7) + 1)) },
    );
    const replies = await Promise.all(
      asked.map((body, n) => payments.refund(payment.paymentId, aKey(), body, { copy: n % 2 === 0 ? 0 : 1 })),
    );
    const sum = (amounts: number[]): number => amounts.reduce((a, b) => a + b, 0);
    const given = replies.flatMap(({ status, body }) =>
      status === 201 ? [(body['amount'] as { amountMinor: number }).amountMinor] : [],
    );
    const made = await payments.refundsAtStripe(payment);
    expect(sum(made.map(({ amountMinor }) => amountMinor))).toBe(sum(given));
    expect(sum(given)).toBeLessThanOrEqual(4200);
    expect((await payments.refund(payment.paymentId, aKey())).status).toBe(sum(given) === 4200 ? 409 : 201);
    await untilRefunded(payment.paymentId);
  });

  describe('when the answer of Stripe is lost', () => {
    it.each([
      ['asks again under the same key', 'drop_answer_after_effect', 1],
      ['finds the refund at Stripe after three attempts', 'drop_answer_after_effect', 3],
      ['finds the refund at Stripe when its failure is stored under the key', 'error_500_after_effect', 1],
    ])('%s and responds immediately', async (_, fault, times) => {
      const payment = await payments.pay();
      await payments.fault({ fault, times });
      const reply = await payments.refund(payment.paymentId, aKey());
      expect(reply).toMatchObject({ status: 201, body: { status: 'succeeded' } });
      expect(await payments.refundsAtStripe(payment)).toHaveLength(1);
    });
  });

  describe('when Stripe does not take the refund', () => {
    it.each([
      { fault: 'error_500', times: 4 },
      { route: '*', fault: 'refuse' },
      { fault: 'rate_limit', times: 2 },
      { fault: 'latency', ms: 1_000, times: 1 },
    ])(
      'responds in time that the outcome is open, and refunds once without another request: %j',
      async (fault) => {
        const payment = await payments.pay();
        const key = aKey();
        await payments.fault(fault);
        const open = await payments.refund(payment.paymentId, key, {}, { copy: impatient });
        expect(open).toMatchObject({ status: 503, body: { code: 'refund_outcome_unknown' } });
        expect(open.headers.get('retry-after')).toBe('1');
        const twice = await payments.refund(payment.paymentId, aKey());
        expect(twice).toMatchObject({ status: 409, body: { code: 'payment_not_refundable', left: usd(0) } });
        if (!('times' in fault)) await payments.clearFaults();
        await untilRefunded(payment.paymentId);
        expect(await payments.refundsAtStripe(payment)).toHaveLength(1);
        expect(await payments.refund(payment.paymentId, key)).toMatchObject({
          status: 201,
          body: { status: 'succeeded', amount: usd(4200) },
        });
        expect(await payments.refundEvents(payment.paymentId)).toHaveLength(1);
      },
    );
  });

  it('soon finds a refund that Stripe executes only after several tries found none', async () => {
    const payment = await payments.pay();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    // A late repeat of an earlier test is none of these.
    const ours = new RegExp(`^POST /v1/refunds .*${payment.providerPaymentId}`);
    payments.edge.before(ours, () => released);
    for (let tries = 0; tries < 50; tries += 1) payments.edge.before(ours, () => Promise.resolve('lost'));
    await payments.refund(payment.paymentId, aKey(), {}, { copy: impatient });
    await eventually(
      async () =>
        expect(
          await payments.database.query("select from idempotency_key where state = 'unknown' and tries >= 3"),
        ).toHaveLength(1),
      { timeoutMs: 30_000 },
    );
    release();
    await untilRefunded(payment.paymentId);
    expect(await payments.refundsAtStripe(payment)).toHaveLength(1);
  });

  describe('when Stripe refuses the refund', () => {
    it('fails for good, replays that, and gives back what was reserved', async () => {
      const payment = await payments.pay();
      const key = aKey();
      payments.edge.answerNextRefund({ refusedWith: 'charge_disputed' });
      const failed = await payments.refund(payment.paymentId, key);
      expect(failed).toMatchObject({
        status: 409,
        body: {
          code: 'refund_failed',
          failureCode: 'charge_disputed',
          instance: `/payments/${payment.paymentId}/refunds`,
        },
      });
      const again = await payments.refund(payment.paymentId, key, {}, { copy: 1 });
      expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([failed.text, 'true']);
      expect(await payments.refundEvents(payment.paymentId)).toMatchObject([
        { refundId: failed.body['refundId'], status: 'failed' },
      ]);
      expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
      expect(await payments.refund(payment.paymentId, aKey())).toMatchObject({
        status: 201,
        body: { amount: usd(4200) },
      });
    });

    it('because it was refunded outside Holdfast', async () => {
      const payment = await payments.pay();
      await payments.stripe.refunds.create({ payment_intent: payment.providerPaymentId ?? '' });
      expect(await payments.refund(payment.paymentId, aKey())).toMatchObject({
        status: 409,
        body: { code: 'refund_failed', failureCode: 'charge_already_refunded' },
      });
      expect(await payments.refundsAtStripe(payment)).toHaveLength(1);
    });
  });

  it('returns a refund whose key was deleted, and makes no second one', async () => {
    const payment = await payments.pay();
    const key = aKey();
    const first = await payments.refund(payment.paymentId, key, { amount: usd(100) });
    await payments.database.query('delete from idempotency_key');
    const late = await payments.refund(payment.paymentId, key, { amount: usd(100) }, { copy: 1 });
    expect([late.status, late.text]).toEqual([201, first.text]);
    const other = await payments.refund(payment.paymentId, key, { amount: usd(200) }, { copy: 1 });
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
    await payments.refund(payment.paymentId, aKey());
    const later = await payments.refund(payment.paymentId, key, { amount: usd(100) }, { copy: 1 });
    expect([later.status, later.text]).toEqual([201, first.text]);
    expect((await payments.refundsAtStripe(payment)).map(({ amountMinor }) => amountMinor)).toEqual([
      100, 4100,
    ]);
  });
});
