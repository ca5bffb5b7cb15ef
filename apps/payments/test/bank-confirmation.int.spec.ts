import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { bankConfirmations } from '../src/payment/payment.metrics.ts';
import { paymentsFixture, type PaymentsFixture, type Reply } from './payments-fixture.ts';

let payments: PaymentsFixture;

interface Challenged {
  readonly orderId: string;
  readonly paymentId: string;
  readonly intentId: string;
  readonly nextAction: { readonly url: string; readonly expiresAt: string };
}

async function challenged(more: object = {}): Promise<Challenged> {
  const orderId = newId('ord');
  const { status, body } = await payments.chargeWithBank(orderId, 0, more);
  expect([status, body['status'], body['orderId']]).toEqual([202, 'pending', orderId]);
  return {
    orderId,
    paymentId: String(body['paymentId']),
    intentId: String(body['providerPaymentId']),
    nextAction: body['nextAction'] as Challenged['nextAction'],
  };
}

/** 409 while a recheck is running. */
const repeated = (orderId: string, expected: object, copy: 0 | 1 = 0, more: object = {}): Promise<Reply> =>
  eventually(
    async () => {
      const reply = await payments.chargeWithBank(orderId, copy, more);
      expect(reply).toMatchObject(expected);
      return reply;
    },
    { timeoutMs: 30_000 },
  );

const rowInLedger = async (orderId: string): Promise<unknown> => {
  const { body } = await payments.ledger(`orderIds=${orderId}`);
  return (body['payments'] as unknown[])[0];
};

const quickly = {
  KEY_COMPLETE_INTERVAL_MS: '50',
  KEY_RECHECK_MS: '50',
  KEY_RECHECK_CAP_MS: '100',
};
const declined = (declineCode: string) => ({ status: 402, body: { code: 'card_declined', declineCode } });

describe('a payment whose bank wants a confirmation', () => {
  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      ...quickly,
      ACTION_RECHECK_MS: '100',
      RECONCILE_MIN_AGE_MS: '0',
    });
  });
  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  it('is pending with the page of the bank, the same for every repetition and process', async () => {
    const { orderId, paymentId, intentId, nextAction } = await challenged();
    expect(nextAction).toEqual({
      type: 'confirm_with_bank',
      url: expect.stringMatching(/^http/),
      expiresAt: expect.any(String),
    });
    const inMs = Date.parse(nextAction.expiresAt) - Date.now();
    expect([inMs > 14 * 60_000, inMs <= 15 * 60_000]).toEqual([true, true]);
    for (const copy of [0, 1, 0] as const) {
      const again = await repeated(orderId, { status: 202, body: { paymentId, nextAction } }, copy);
      expect(again.headers.get('idempotent-replayed')).toBeNull();
    }
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending', nextAction });
    expect(await rowInLedger(orderId)).toMatchObject({
      status: 'pending',
      actionExpiresAt: nextAction.expiresAt,
    });
    expect(await payments.paymentEvents(paymentId)).toEqual([]);
    expect((await payments.intentsFor(orderId)).map(({ id }) => id)).toEqual([intentId]);
    const { differences } = await payments.reconcile(true);
    expect(differences.filter((each) => each.paymentId === paymentId)).toEqual([]);
  });

  it('sends the customer back to the shop, and is paid once the customer confirms', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    const [intent] = await payments.intentsFor(orderId);
    expect(intent?.next_action?.redirect_to_url?.return_url).toBe(
      `https://shop.example/orders/${orderId}?from=bank`,
    );
    await payments.answerBank(intentId, 'confirm');
    await repeated(orderId, { status: 201, body: { status: 'succeeded', nextAction: null } });
    expect(await payments.paymentEvents(paymentId)).toEqual(['succeeded']);
    expect(await payments.chargesMadeFor(orderId)).toHaveLength(1);
    expect(await rowInLedger(orderId)).toMatchObject({ actionExpiresAt: null });
  });

  it('is declined once the customer refuses, and the ledger has the true code', async () => {
    const { orderId, paymentId, intentId } = await challenged();
    await payments.answerBank(intentId, 'refuse');
    const { body } = await repeated(orderId, declined('authentication_required'));
    expect(body['detail']).toBe('The payment needed a confirmation and did not get it. Nothing was charged.');
    expect(await payments.paymentEvents(paymentId)).toEqual(['failed']);
    expect(await rowInLedger(orderId)).toMatchObject({
      status: 'failed',
      provider: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('is counted when it begins and by its end', async () => {
    const counts = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (await bankConfirmations.get()).values.map(({ labels, value }) => [String(labels.result), value]),
      );
    const before = await counts();
    const { orderId, intentId } = await challenged();
    await payments.answerBank(intentId, 'confirm');
    await repeated(orderId, { status: 201 });
    const after = await counts();
    const growth = (result: string): number => (after[result] ?? 0) - (before[result] ?? 0);
    expect(['opened', 'confirmed', 'declined', 'expired'].map(growth)).toEqual([1, 1, 0, 0]);
  });

  it('is declined when the bank declines it after the confirmation', async () => {
    const more = { paymentMethod: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds' };
    const { orderId, intentId } = await challenged(more);
    await payments.answerBank(intentId, 'confirm');
    await repeated(orderId, declined('insufficient_funds'), 0, more);
  });

  it('without a way back to the shop is canceled and declined immediately', async () => {
    const orderId = newId('ord');
    expect(await payments.chargeWithBank(orderId, 0, { returnUrl: undefined })).toMatchObject(
      declined('authentication_required'),
    );
    expect(await payments.intentsFor(orderId)).toMatchObject([{ status: 'canceled' }]);
  });

  it.each(['drop_answer_after_effect', 'error_500_after_effect'])(
    'is the same one when the response that wanted it was lost (%s)',
    async (fault) => {
      const orderId = newId('ord');
      await payments.fault({ route: 'POST /v1/payment_intents', fault, times: 1 });
      await payments.chargeWithBank(orderId);
      const { body } = await repeated(orderId, { status: 202, body: { status: 'pending' } }, 1);
      const [intent, ...more] = await payments.intentsFor(orderId);
      expect([intent?.status, more]).toEqual(['requires_action', []]);
      expect(body['nextAction']).toMatchObject({ url: intent?.next_action?.redirect_to_url?.url });
    },
  );

  it('is canceled by reconciliation if its row says that it failed', async () => {
    const { orderId, paymentId } = await challenged();
    await payments.database.query(
      `update payment set status = 'failed', decline_code = 'generic_decline', settled_at = now(),
         action_url = null, action_expires_at = null where payment_id = $1`,
      [paymentId],
    );
    const found = async (): Promise<unknown[]> =>
      (await payments.reconcile(true)).differences.filter((each) => each.paymentId === paymentId);
    expect(await found()).toMatchObject([
      { kind: 'confirmation_open_payment_failed', state: 'repaired', orderId },
    ]);
    expect(await payments.intentsFor(orderId)).toMatchObject([{ status: 'canceled' }]);
    expect(await found()).toEqual([]);
  });

  it('counts as waiting, not as stuck', async () => {
    const { paymentId } = await challenged();
    await eventually(async () => {
      const [key] = await payments.database.query<unknown[]>(
        `select state, waits_until > now() as waits, reason from idempotency_key
         where operation_id = (select operation_id from payment where payment_id = $1)`,
        [paymentId],
      );
      expect(key).toEqual({
        state: 'unknown',
        waits: true,
        reason: expect.stringMatching(/^the customer has until \S+Z to confirm with the bank$/),
      });
    });
  });

  // Last: rechecks of all open payments fail meanwhile, which may open the breaker.
  it('can still be confirmed while Stripe cannot be read', async () => {
    const { orderId, nextAction } = await challenged();
    await payments.fault({ route: 'GET /v1/payment_intents/:id', fault: 'error_500' });
    await repeated(orderId, { status: 202, body: { nextAction } }, 1);
  });
});

describe('a webhook about a payment that waits for its customer', () => {
  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, { ...quickly, ACTION_RECHECK_MS: '600000' });
  });
  afterAll(() => payments.close());

  it.each([
    ['confirm', 'succeeded', { status: 201 }],
    ['refuse', 'payment_failed', declined('authentication_required')],
  ] as const)('settles it and wakes its key (%s)', async (answer, event, expected) => {
    const { orderId, paymentId, intentId } = await challenged();
    await payments.answerBank(intentId, answer);
    const intent = await payments.stripe.paymentIntents.retrieve(intentId);
    expect(await payments.deliver(`payment_intent.${event}`, intent, 1)).toBe(200);
    const result = answer === 'confirm' ? 'succeeded' : 'failed';
    expect(await payments.show(paymentId)).toMatchObject({ status: result, nextAction: null });
    await eventually(async () => {
      const [key] = await payments.database.query<{ state: string }[]>(
        `select state from idempotency_key
         where operation_id = (select operation_id from payment where payment_id = $1)`,
        [paymentId],
      );
      expect(key).toEqual({ state: 'done' });
    });
    expect(await payments.chargeWithBank(orderId)).toMatchObject(expected);
    expect(await payments.paymentEvents(paymentId)).toEqual([result]);
  });

  it('that only repeats what is known changes nothing', async () => {
    const { paymentId, intentId, nextAction } = await challenged();
    const intent = await payments.stripe.paymentIntents.retrieve(intentId);
    for (const type of ['payment_intent.requires_action', 'payment_intent.succeeded'])
      expect(await payments.deliver(type, intent)).toBe(200);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending', nextAction });
  });

  it.each([
    ['amount', { amount: 1, amount_received: 1 }],
    ['mode', { livemode: true }],
    ['intent', { id: 'pi_other' }],
  ])('with another %s is kept and settles nothing', async (_, over) => {
    const { paymentId, intentId, nextAction } = await challenged();
    const intent = await payments.stripe.paymentIntents.retrieve(intentId);
    const reported = { ...intent, status: 'succeeded', amount_received: 4_200, ...over };
    expect(await payments.deliver('payment_intent.succeeded', reported)).toBe(200);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending', nextAction });
    expect(
      await payments.database.query('select why from stripe_event_not_applied where payment_id = $1', [
        paymentId,
      ]),
    ).toHaveLength(1);
  });
});
