import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture, type Reply } from './payments-fixture.ts';

const cancels = /^POST \/v1\/payment_intents\/\w+\/cancel/;

/** Three instances, each of which may be the one that rechecks a payment when its time to confirm is over. */
describe('a payment whose time to confirm with the bank is over', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      KEY_COMPLETE_INTERVAL_MS: '20',
      KEY_RECHECK_MS: '50',
      KEY_RECHECK_CAP_MS: '100',
      // 3 s to confirm.
      ACTION_TTL_MINUTES: '0.05',
      ACTION_RECHECK_MS: '60000',
      // The breaker has its own specs.
      BREAKER_CONSECUTIVE_FAILURES: '0',
      BREAKER_MIN_CALLS: '100000',
    });
  });
  afterEach(async () => {
    payments.edge.seen.length = 0;
    payments.edge.releaseAnswers();
    await payments.clearFaults();
  });
  afterAll(() => payments.close());

  async function challenged() {
    const orderId = newId('ord');
    const { status, body } = await payments.chargeWithBank(orderId);
    expect([status, body['status']]).toEqual([202, 'pending']);
    return { orderId, paymentId: String(body['paymentId']), intentId: String(body['providerPaymentId']) };
  }

  const ended = (paymentId: string, status: 'succeeded' | 'failed'): Promise<void> =>
    eventually(
      async () => expect(await payments.show(paymentId)).toMatchObject({ status, nextAction: null }),
      {
        timeoutMs: 30_000,
      },
    );

  /** The final response and the only message to checkout, the same from now on. */
  async function isFinal(orderId: string, paymentId: string, status: number): Promise<Reply> {
    const first = await eventually(async () => {
      const reply = await payments.chargeWithBank(orderId, 1);
      expect(reply.status).toBe(status);
      return reply;
    });
    const again = await payments.chargeWithBank(orderId, 0);
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
    expect(await payments.paymentEvents(paymentId)).toEqual([status === 201 ? 'succeeded' : 'failed']);
    return first;
  }

  it('is canceled at Stripe and declined', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    await ended(paymentId, 'failed');
    expect((await isFinal(orderId, paymentId, 402)).body).toMatchObject({
      declineCode: 'authentication_required',
    });
    expect(await payments.intentsFor(orderId)).toMatchObject([
      { id: intentId, status: 'canceled', cancellation_reason: 'abandoned' },
    ]);
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    expect(body['payments']).toMatchObject([{ provider: { code: 'abandoned' }, actionExpiresAt: null }]);
  });

  it('is paid if the customer confirms just before the cancel', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    payments.edge.before(cancels, async () => {
      expect((await payments.answerBank(intentId, 'confirm')).status).toBe(200);
    });
    await ended(paymentId, 'succeeded');
    await isFinal(orderId, paymentId, 201);
    expect(await payments.chargesMadeFor(orderId)).toHaveLength(1);
  });

  it('is paid if the webhook of a late confirmation overtakes the cancel', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    payments.edge.before(cancels, async () => {
      await payments.answerBank(intentId, 'confirm');
      const intent = await payments.stripe.paymentIntents.retrieve(intentId);
      expect(await payments.deliver('payment_intent.succeeded', intent, 1)).toBe(200);
    });
    await ended(paymentId, 'succeeded');
    await isFinal(orderId, paymentId, 201);
  });

  it('is declined if the customer confirms just after the cancel, and the response of the cancel is lost', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    payments.edge.after(cancels, async () => {
      expect((await payments.answerBank(intentId, 'confirm')).status).toBe(409);
      return 'lost';
    });
    await ended(paymentId, 'failed');
    await isFinal(orderId, paymentId, 402);
    expect(await payments.chargesMadeFor(orderId)).toEqual([]);
  });

  it('has no link and is not declined while Stripe cannot be reached', async () => {
    const { orderId, paymentId } = await challenged();
    await payments.fault({ route: '*', fault: 'error_500' });
    await eventually(
      async () => {
        const reply = await payments.chargeWithBank(orderId, 1);
        expect([reply.status, reply.body['code']]).toEqual([503, 'payment_outcome_unknown']);
      },
      { timeoutMs: 30_000 },
    );
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending', nextAction: null });
    await payments.clearFaults();
    await ended(paymentId, 'failed');
  });

  it('is canceled even if the first attempt at it fails', async () => {
    const { orderId, paymentId } = await challenged();
    await payments.fault({ route: 'POST /v1/payment_intents/:id/cancel', fault: 'error_500', times: 1 });
    await ended(paymentId, 'failed');
    await isFinal(orderId, paymentId, 402);
  });

  it('ends as its intent does, for many customers who confirm in the last second', async () => {
    const all = await Promise.all(Array.from({ length: 24 }, () => challenged()));
    const [first] = all;
    // The first cancel is on its way: all others are due, and their customers confirm now.
    await eventually(
      () => expect(payments.edge.seen.filter((each) => cancels.test(each))).not.toHaveLength(0),
      { timeoutMs: 30_000 },
    );
    await Promise.all(all.map(({ intentId }) => payments.answerBank(intentId, 'confirm')));
    for (const { orderId, paymentId } of all) {
      const [intent, ...others] = await payments.intentsFor(orderId);
      expect(others).toEqual([]);
      await eventually(async () => expect((await payments.show(paymentId)).status).not.toBe('pending'), {
        timeoutMs: 30_000,
      });
      const [last] = await payments.intentsFor(orderId);
      expect(['succeeded', 'canceled']).toContain(last?.status);
      const result = last?.status === 'succeeded' ? 'succeeded' : 'failed';
      expect([intent?.id, (await payments.show(paymentId)).status]).toEqual([last?.id, result]);
      expect(await payments.paymentEvents(paymentId)).toEqual([result]);
    }
    expect(first).toBeDefined();
  });
});
