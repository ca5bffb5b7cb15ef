import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PaymentView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

type News = readonly [
  'refund.created' | 'refund.updated' | 'refund.failed',
  'pending' | 'succeeded' | 'failed',
];

const never = '600000';

const created: News = ['refund.created', 'pending'];
const succeeded: News = ['refund.updated', 'succeeded'];
const failed: News = ['refund.failed', 'failed'];

const ordersOf = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((first, index) =>
        ordersOf(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
      );

describe('POST /webhooks/stripe about a refund', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    // No timer continues a refund within a test, only its event.
    payments = await paymentsFixture(undefined, { KEY_RECHECK_MS: never, KEY_RECHECK_CAP_MS: never });
  });

  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  /** A payment, and a refund of it that Stripe has accepted but not settled. */
  async function aPendingRefund(body: object = {}): Promise<{ payment: PaymentView; refundId: string }> {
    const payment = await payments.pay();
    payments.edge.answerNextRefund({ status: 'pending' });
    const reply = await payments.refund(payment.paymentId, aKey(), body);
    expect(reply).toMatchObject({ status: 201, body: { status: 'pending' } });
    return { payment, refundId: String(reply.body['refundId']) };
  }

  const deliver = (refundId: string, [type, status]: News, copy: 0 | 1 = 0): Promise<number> =>
    payments.deliver(type, { status, metadata: { refundId } }, copy);

  const keyOf = ({ paymentId }: PaymentView): Promise<Record<string, unknown>[]> =>
    payments.database.query(
      `select operation_id, refund_id, state from refund join idempotency_key using (operation_id)
       where payment_id = $1`,
      [paymentId],
    );

  const left = async ({ paymentId }: PaymentView): Promise<unknown> => {
    const tooMuch = await payments.refund(paymentId, aKey(), { amount: usd(99_999) });
    return tooMuch.body['left'];
  };

  it('settles a pending refund, and only then refunds the payment', async () => {
    const { payment, refundId } = await aPendingRefund();
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await left(payment)).toEqual(usd(0));
    expect(await deliver(refundId, succeeded)).toBe(200);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ refundId, status: 'succeeded' }]);
  });

  it('continues a refund whose response was lost, without another request', async () => {
    const payment = await payments.pay();
    await payments.fault({ route: '*', fault: 'drop_answer_after_effect', times: 20 });
    const open = await payments.refund(payment.paymentId, aKey(), {}, { copy: 2 });
    expect(open).toMatchObject({ status: 503, body: { code: 'refund_outcome_unknown' } });
    await payments.clearFaults();
    const [{ operation_id, refund_id, state } = {}] = await keyOf(payment);
    expect(state).toBe('unknown');
    const [refund] = await payments.refundsAtStripe(payment);
    expect(await deliver(String(refund_id), succeeded)).toBe(200);
    await eventually(async () =>
      expect(await keyOf(payment)).toMatchObject([{ operation_id, state: 'done' }]),
    );
    expect(await payments.refundsAtStripe(payment)).toEqual([refund]);
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('fails a pending refund, and releases the reserved amount', async () => {
    const { payment, refundId } = await aPendingRefund({ amount: usd(1200) });
    expect(await left(payment)).toEqual(usd(3000));
    expect(await deliver(refundId, failed)).toBe(200);
    expect(await left(payment)).toEqual(usd(4200));
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ refundId, status: 'failed' }]);
  });

  it.each(ordersOf([created, succeeded]))('succeeds in any order: %j, %j', async (...news) => {
    const { payment, refundId } = await aPendingRefund();
    for (const each of news) await deliver(refundId, each);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect(await payments.refundEvents(payment.paymentId)).toHaveLength(1);
  });

  it.each(ordersOf([created, succeeded, failed]))(
    'ends as failed in any order when the bank sends the money back: %j, %j, %j',
    async (...news) => {
      const { payment, refundId } = await aPendingRefund();
      for (const each of news) await deliver(refundId, each);
      expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
      expect(await left(payment)).toEqual(usd(4200));
      const isLate = news.indexOf(succeeded) < news.indexOf(failed);
      expect((await payments.refundEvents(payment.paymentId)).map(({ status }) => status)).toEqual(
        isLate ? ['succeeded', 'failed'] : ['failed'],
      );
    },
  );

  it('ends as failed when all events arrive concurrently, repeatedly and on both instances', async () => {
    const { payment, refundId } = await aPendingRefund({ amount: usd(4000) });
    const news = Array.from({ length: 10 }, () => [created, succeeded, failed]).flat();
    const answers = await Promise.all(news.map((each, n) => deliver(refundId, each, n % 2 === 0 ? 0 : 1)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await left(payment)).toEqual(usd(4200));
    const statuses = (await payments.refundEvents(payment.paymentId)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'succeeded').length).toBeLessThanOrEqual(1);
    expect(statuses.at(-1)).toBe('failed');
  });

  it('fails after a success that is still being recorded', async () => {
    const { payment, refundId } = await aPendingRefund({ amount: usd(4000) });
    const other = payments.database.createQueryRunner();
    await other.startTransaction();
    await other.query(`update refund set status = 'succeeded' where refund_id = $1`, [refundId]);
    await other.query(`update payment set refunded_minor = refunded_minor + 4000 where payment_id = $1`, [
      payment.paymentId,
    ]);
    const answer = deliver(refundId, failed);
    await eventually(async () =>
      expect(
        await payments.database.query(`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`),
      ).toHaveLength(1),
    );
    await other.commitTransaction();
    await other.release();
    expect(await answer).toBe(200);
    expect(await left(payment)).toEqual(usd(4200));
  });

  it('records a second refund that Stripe made for one that has ended, and never mixes them up', async () => {
    const { payment, refundId } = await aPendingRefund({ amount: usd(1000) });
    expect(await deliver(refundId, succeeded)).toBe(200);
    const second = {
      ...{ id: 're_3made_later', payment_intent: payment.providerPaymentId, amount: 1000, currency: 'usd' },
      ...{ created: Math.floor(Date.now() / 1_000), metadata: { refundId } },
    };
    expect(await payments.deliver('refund.updated', { ...second, status: 'succeeded' })).toBe(200);
    expect(await left(payment)).toEqual(usd(2200));
    expect(await payments.deliver('refund.failed', { ...second, status: 'failed' })).toBe(200);
    expect(await left(payment)).toEqual(usd(3200));
    const news = (await payments.refundEvents(payment.paymentId)).map((event) => [
      event.refundId === refundId,
      event.status,
    ]);
    expect(news).toEqual([
      [true, 'succeeded'],
      [false, 'succeeded'],
      [false, 'failed'],
    ]);
  });

  it('records a refund that Stripe had made when it refused a later attempt', async () => {
    const payment = await payments.pay();
    payments.edge.answerNextRefund({ refusedWith: 'charge_already_refunded' });
    const { body } = await payments.refund(payment.paymentId, aKey(), { amount: usd(1000) });
    const made = {
      ...{ id: 're_3made_before', payment_intent: payment.providerPaymentId, amount: 1000, currency: 'usd' },
      ...{ created: Math.floor(Date.now() / 1_000), metadata: { refundId: body['refundId'] } },
    };
    expect(await payments.deliver('refund.created', { ...made, status: 'succeeded' })).toBe(200);
    expect(await payments.deliver('refund.updated', { ...made, status: 'succeeded' })).toBe(200);
    expect(await left(payment)).toEqual(usd(3200));
  });

  it('notifies checkout once when 20 identical events arrive concurrently', async () => {
    const { payment, refundId } = await aPendingRefund();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => deliver(refundId, succeeded, n % 2 === 0 ? 0 : 1)),
    );
    expect(await payments.refundEvents(payment.paymentId)).toHaveLength(1);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
  });

  it('ends each of many refunds of one payment', async () => {
    const payment = await payments.pay();
    const refundIds: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      payments.edge.answerNextRefund({ status: 'pending' });
      const { body } = await payments.refund(payment.paymentId, aKey(), { amount: usd(700) });
      refundIds.push(String(body['refundId']));
    }
    await Promise.all(refundIds.map((refundId, n) => deliver(refundId, succeeded, n % 2 === 0 ? 0 : 1)));
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
    expect((await payments.refundEvents(payment.paymentId)).map(({ refundId }) => refundId).sort()).toEqual(
      refundIds.sort(),
    );
  });

  describe('while our own request still waits for Stripe', () => {
    const hanging = { fault: 'hang', times: 1 };

    /** Ends a request without a response: its connection breaks, and Stripe is down when it retries. */
    async function cutOff<T>(answer: Promise<T>): Promise<T> {
      await payments.edge.stop();
      try {
        return await answer;
      } finally {
        await payments.edge.start();
      }
    }

    async function aRefundUnderWay(fault: object): Promise<{
      payment: PaymentView;
      refundId: string;
      answer: Promise<unknown>;
    }> {
      const payment = await payments.pay();
      await payments.fault(fault);
      const answer = payments.refund(payment.paymentId, aKey());
      const refundId = await eventually(async () => {
        const rows: { refund_id: string }[] = await payments.database.query(
          'select refund_id from refund where payment_id = $1',
          [payment.paymentId],
        );
        expect(rows).toHaveLength(1);
        return String(rows[0]?.refund_id);
      });
      return { payment, refundId, answer };
    }

    it('settles the refund, and our own request finds it settled', async () => {
      const { payment, refundId, answer } = await aRefundUnderWay(hanging);
      expect(await deliver(refundId, succeeded)).toBe(200);
      expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'refunded' });
      expect(await cutOff(answer)).toMatchObject({ status: 201, body: { refundId, status: 'succeeded' } });
      expect(await payments.refundEvents(payment.paymentId)).toHaveLength(1);
    });

    it.each([
      ['no answer comes', hanging, cutOff],
      [
        'the answer is older than that',
        { fault: 'latency', ms: 300, times: 1 },
        (answer: Promise<unknown>) => answer,
      ],
    ])('fails the refund, and our own request says so when %s', async (_, fault, end) => {
      const { payment, refundId, answer } = await aRefundUnderWay(fault);
      await deliver(refundId, failed);
      expect(await end(answer)).toMatchObject({ status: 409, body: { code: 'refund_failed', refundId } });
      expect(await left(payment)).toEqual(usd(4200));
    });
  });

  it.each([
    ['of a connected account', { account: 'acct_other' }],
    ['in live mode', { livemode: true }],
  ])('acknowledges an event %s, and does not apply it', async (_, event) => {
    const { payment, refundId } = await aPendingRefund();
    const news = { status: 'failed', metadata: { refundId } };
    expect(await payments.deliver('refund.failed', news, 0, event)).toBe(200);
    expect(await payments.refundEvents(payment.paymentId)).toEqual([]);
    expect(await left(payment)).toEqual(usd(0));
  });

  it.each([
    ['a refund that was made in the dashboard', {}],
    ['a refund of another service', { refundId: 're_unknown' }],
  ])('leaves %s alone', async (_, metadata) => {
    expect(await payments.deliver('refund.updated', { status: 'succeeded', metadata })).toBe(200);
  });
});
