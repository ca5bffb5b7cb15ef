import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PaymentView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import type Stripe from 'stripe';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

const nothingLeft = { status: 409, body: { code: 'payment_not_refundable', left: usd(0) } };

describe("a refund made in Stripe's dashboard", () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterEach(() => {
    payments.edge.releaseAnswers();
    return payments.clearFaults();
  });
  afterAll(() => payments.close());

  const inDashboard = ({ providerPaymentId }: PaymentView, amount?: number): Promise<Stripe.Refund> =>
    payments.stripe.refunds.create({
      payment_intent: providerPaymentId ?? '',
      ...(amount === undefined ? {} : { amount }),
    });

  const news = (refund: Stripe.Refund, type = 'refund.created', status = 'succeeded', copy: 0 | 1 = 0) =>
    payments.deliver(type, { ...refund, status }, copy);

  /** Sends again while the service is unavailable, as Stripe and clients do. */
  const untilTaken = (sendIt: () => Promise<number>): Promise<number> =>
    eventually(
      async () => {
        const status = await sendIt();
        expect(status).not.toBe(503);
        return status;
      },
      { timeoutMs: 30_000, intervalMs: 200 },
    );

  const rows = ({ paymentId }: PaymentView) =>
    payments.database.query<{ origin: string; status: string; amount_minor: number }[]>(
      'select origin, status, amount_minor from refund where payment_id = $1 order by created_at',
      [paymentId],
    );

  const left = async ({ paymentId }: PaymentView): Promise<unknown> => {
    const tooMuch = await payments.refund(paymentId, aKey(), { amount: usd(99_999) });
    return tooMuch.body['left'];
  };

  it('waits while its payment is recorded as failed, although its charge succeeded later', async () => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    const recordedAs = (status: string) =>
      payments.database.query('update payment set status = $2 where payment_id = $1', [
        payment.paymentId,
        status,
      ]);
    await recordedAs('failed');
    expect(await news(refund)).toBe(503);
    expect(await rows(payment)).toEqual([]);
    await recordedAs('succeeded');
    expect(await news(refund)).toBe(200);
    expect(await rows(payment)).toHaveLength(1);
  });

  it('is a row of its own, lowers what is left, and the rest can be refunded', async () => {
    const payment = await payments.pay();
    expect(await news(await inDashboard(payment, 1200))).toBe(200);
    expect(await rows(payment)).toEqual([{ origin: 'dashboard', status: 'succeeded', amount_minor: 1200 }]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await left(payment)).toEqual(usd(3000));
    expect((await payments.refund(payment.paymentId, aKey())).body).toMatchObject({
      status: 'succeeded',
      amount: usd(3000),
    });
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([
      { reference: null, status: 'succeeded', amount: usd(1200) },
      { status: 'succeeded', amount: usd(3000) },
    ]);
  });

  it('of another charge that names the payment is kept for operators, and refunds nothing of it', async () => {
    const payment = await payments.pay();
    const { metadata } = await payments.stripe.paymentIntents.retrieve(payment.providerPaymentId ?? '');
    const second = await payments.stripe.paymentIntents.create({
      ...{ amount: 4200, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', metadata },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    expect(await news(await inDashboard({ ...payment, providerPaymentId: second.id }))).toBe(200);
    expect(await rows(payment)).toEqual([]);
    expect(await left(payment)).toEqual(usd(4200));
    expect(
      await payments.database.query('select type from stripe_event_not_applied where payment_id = $1', [
        payment.paymentId,
      ]),
    ).toEqual([{ type: 'refund.created' }]);
  });

  it('is sent again by Stripe until the result of its charge is recorded', async () => {
    payments.edge.holdAnswers();
    const charging = payments.pay();
    await eventually(() => expect(payments.edge.held).toBe(1));
    const [intent] = (await payments.stripe.paymentIntents.list({ limit: 1 })).data;
    const refund = await payments.stripe.refunds.create({ payment_intent: intent?.id ?? '', amount: 1200 });
    expect(await news(refund)).toBe(503);
    payments.edge.releaseAnswers();
    const payment = await charging;
    expect(await news(refund)).toBe(200);
    expect(await rows(payment)).toEqual([{ origin: 'dashboard', status: 'succeeded', amount_minor: 1200 }]);
    expect(await left(payment)).toEqual(usd(3000));
  });

  it('refuses more than is left, whether or not anything is', async () => {
    const payment = await payments.pay();
    await news(await inDashboard(payment, 1200));
    expect(await payments.refund(payment.paymentId, aKey(), { amount: usd(3001) })).toMatchObject({
      status: 422,
      body: { code: 'refund_exceeds_remaining', left: usd(3000) },
    });
    await news(await inDashboard(payment));
    expect(await payments.refund(payment.paymentId, aKey())).toMatchObject(nothingLeft);
    expect(await payments.refund(payment.paymentId, aKey(), { amount: usd(1) })).toMatchObject({
      status: 422,
      body: { code: 'refund_exceeds_remaining', left: usd(0) },
    });
  });

  it('counts once when 20 events arrive concurrently on both instances', async () => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        untilTaken(() =>
          news(refund, n % 3 === 0 ? 'refund.created' : 'refund.updated', 'succeeded', n % 2 === 0 ? 0 : 1),
        ),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await rows(payment)).toHaveLength(1);
    expect(await left(payment)).toEqual(usd(3000));
    expect(await payments.refundEvents(payment.paymentId)).toHaveLength(1);
  });

  it.each([
    ['in order', ['refund.created', 'refund.failed'], ['succeeded', 'failed']],
    ['out of order', ['refund.failed', 'refund.created'], []],
  ])('returns its amount when it fails, reported %s', async (_, types, reported) => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    for (const type of types) await news(refund, type, type === 'refund.failed' ? 'failed' : 'succeeded');
    expect(await left(payment)).toEqual(usd(4200));
    expect(await rows(payment)).toMatchObject([{ origin: 'dashboard', status: 'failed' }]);
    expect((await payments.refundEvents(payment.paymentId)).map(({ status }) => status)).toEqual(reported);
  });

  it('reserves its amount while pending, and is reported when settled', async () => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    await news(refund, 'refund.created', 'pending');
    expect(await left(payment)).toEqual(usd(3000));
    expect(await payments.refundEvents(payment.paymentId)).toEqual([]);
    await news(refund, 'refund.updated');
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('waits for a refund of ours that Stripe has not refused yet: neither is counted beside the other', async () => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    await payments.fault({ fault: 'latency', ms: 400, times: 1 });
    const ours = payments.refund(payment.paymentId, aKey(), { amount: usd(4200) });
    await eventually(async () => expect(await rows(payment)).toHaveLength(1));
    expect(await news(refund)).toBe(503);
    expect(await ours).toMatchObject({ status: 409, body: { code: 'refund_failed' } });
    expect(await news(refund)).toBe(200);
    expect(await left(payment)).toEqual(usd(3000));
    expect((await payments.refund(payment.paymentId, aKey())).body).toMatchObject({ amount: usd(3000) });
  });

  it('never refunds more than was charged when it races with our own refunds', async () => {
    const payment = await payments.pay();
    const outside = Promise.all(Array.from({ length: 10 }, () => inDashboard(payment, 300)));
    // One that stays undecided would keep its share of the payment.
    const ours = Array.from({ length: 10 }, (_, n) => {
      const [key, copy] = [aKey(), n % 2 === 0 ? 0 : 1] as const;
      return untilTaken(async () => {
        const reply = await payments.refund(payment.paymentId, key, { amount: usd(300) }, { copy });
        return reply.status;
      });
    });
    const made = await outside;
    await Promise.all(ours);
    for (const refund of made) expect(await untilTaken(() => news(refund))).toBe(200);
    const atStripe = (await payments.refundsAtStripe(payment)).filter(({ status }) => status !== 'failed');
    const sum = atStripe.reduce((total, { amountMinor }) => total + amountMinor, 0);
    expect(sum).toBeLessThanOrEqual(4200);
    expect(await left(payment)).toEqual(usd(4200 - sum));
    const standing = (await rows(payment)).filter(({ status }) => status === 'succeeded');
    expect(standing.reduce((total, row) => total + row.amount_minor, 0)).toBe(sum);
  });

  it('is adopted by reconciliation if no webhook arrived, and not again by a late webhook', async () => {
    const payment = await payments.pay();
    const refund = await inDashboard(payment, 1200);
    await payments.database.query(
      `update payment set created_at = created_at - interval '1 hour', settled_at = settled_at - interval '1 hour'
       where payment_id = $1`,
      [payment.paymentId],
    );
    payments.edge.clockAheadMs = 600_000;
    const { differences } = await payments.reconcile(true);
    payments.edge.clockAheadMs = 0;
    expect(differences.filter(({ paymentId }) => paymentId === payment.paymentId)).toMatchObject([
      { kind: 'refund_outside_holdfast', state: 'repaired' },
    ]);
    expect(await news(refund)).toBe(200);
    expect(await rows(payment)).toEqual([{ origin: 'dashboard', status: 'succeeded', amount_minor: 1200 }]);
    expect(await left(payment)).toEqual(usd(3000));
  });

  it.each([
    ['of a charge that is not ours', {}],
    ['that another program made under an id of its own', { refundId: 're_nobody' }],
  ])('leaves a refund alone %s', async (_, metadata) => {
    const about = { payment_intent: 'pi_nobody', amount: 1, currency: 'usd', status: 'succeeded', metadata };
    expect(await payments.deliver('refund.updated', about)).toBe(200);
  });
});
