import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture, type Reply } from './payments-fixture.ts';

/** Two instances recheck an open confirmation; the third has another time to confirm. */
describe('a payment whose bank wants a confirmation', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      KEY_COMPLETE_INTERVAL_MS: '50',
      KEY_RECHECK_MS: '50',
      KEY_RECHECK_CAP_MS: '100',
      ACTION_RECHECK_MS: '100',
      ACTION_TTL_MINUTES: '0.05',
      RECONCILE_MIN_AGE_MS: '0',
    });
    payments.edge.challenges = true;
  });
  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  /** 409 while a recheck is running. */
  const repeated = (orderId: string, expected: object, copy: 0 | 1 = 0): Promise<Reply> =>
    eventually(async () => {
      const reply = await payments.chargeWithBank(orderId, copy);
      expect(reply).toMatchObject(expected);
      return reply;
    });

  async function challenged() {
    const orderId = newId('ord');
    const reply = await payments.chargeWithBank(orderId);
    expect(reply).toMatchObject({ status: 202, body: { status: 'pending', orderId } });
    const { paymentId, providerPaymentId, nextAction } = reply.body;
    return {
      orderId,
      paymentId: String(paymentId),
      intentId: String(providerPaymentId),
      nextAction: nextAction as { url: string; expiresAt: string },
    };
  }

  it('is pending with the page of the bank, the same for every repetition and process', async () => {
    const { orderId, paymentId, intentId, nextAction } = await challenged();
    expect(nextAction).toEqual({
      type: 'confirm_with_bank',
      url: expect.stringContaining(intentId),
      expiresAt: expect.any(String),
    });
    for (const copy of [0, 1] as const) {
      const again = await repeated(orderId, { status: 202, body: { paymentId, nextAction } }, copy);
      expect(again.headers.get('idempotent-replayed')).toBeNull();
    }
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending', nextAction });
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    expect(body['payments']).toMatchObject([{ status: 'pending', actionExpiresAt: nextAction.expiresAt }]);
    expect(await payments.paymentEvents(paymentId)).toEqual([]);
    expect(await payments.intentsFor(orderId)).toHaveLength(1);
  });

  it('is paid once the customer confirms', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    await payments.answerBank(intentId, 'confirm');
    await repeated(orderId, { status: 201, body: { status: 'succeeded', nextAction: null } });
    expect(await payments.paymentEvents(paymentId)).toEqual(['succeeded']);
    expect(await payments.intentsFor(orderId)).toHaveLength(1);
  });

  it('is declined once the customer refuses', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    await payments.answerBank(intentId, 'refuse');
    await repeated(orderId, { status: 402 });
    expect(await payments.paymentEvents(paymentId)).toEqual(['failed']);
  });

  it('is canceled and declined once the time to confirm has passed', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    await eventually(async () => expect(await payments.paymentEvents(paymentId)).toEqual(['failed']), {
      timeoutMs: 20_000,
    });
    await repeated(orderId, { status: 402, body: { declineCode: 'authentication_required' } });
    expect(await payments.stripe.paymentIntents.retrieve(intentId)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    expect(await payments.show(paymentId)).toMatchObject({ status: 'failed', nextAction: null });
  });
});
