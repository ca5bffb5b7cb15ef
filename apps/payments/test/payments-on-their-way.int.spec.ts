import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, type Reply } from './payments-fixture.ts';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await paymentsFixture((url) => url, {
    KEY_SLOW_RECHECK_MS: '100',
    KEY_COMPLETE_INTERVAL_MS: '50',
    RECONCILE_MIN_AGE_MS: '0',
  });
});
afterAll(() => payments.close());

const dayMs = 86_400_000;

const onItsWay = async (): Promise<{
  orderId: string;
  taken: Reply;
  intentId: string;
  paymentId: string;
}> => {
  const orderId = newId('ord');
  const taken = await payments.charge(orderId, 'pm_usBankAccount_success');
  const paymentId = String(taken.body['paymentId']);
  return { orderId, taken, paymentId, intentId: String(taken.body['providerPaymentId']) };
};

describe('a payment that the bank moves for days', () => {
  it('is on its way: not declined, not stored as the answer, and expected within a week', async () => {
    const { orderId, taken, paymentId } = await onItsWay();
    expect(taken).toMatchObject({ status: 202, body: { status: 'pending', orderId } });
    const inMs = Date.parse(String(taken.body['expectedBy'])) - Date.now();
    expect(inMs / dayMs).toBeGreaterThan(6.9);
    expect(inMs / dayMs).toBeLessThanOrEqual(7);
    // 409 while a recheck is running.
    await eventually(async () => {
      const again = await payments.charge(orderId, 'pm_usBankAccount_success');
      expect(again).toMatchObject({ status: 202, body: { expectedBy: taken.body['expectedBy'] } });
      expect(again.headers.get('idempotent-replayed')).toBeNull();
    });
    expect(await payments.show(paymentId)).toMatchObject({
      status: 'pending',
      expectedBy: taken.body['expectedBy'],
    });
    expect(await payments.paymentEvents(paymentId)).toEqual([]);
    const { differences } = await payments.reconcile();
    expect(differences.filter((each) => each.paymentId === paymentId)).toEqual([]);
  });

  it.each([
    ['succeeded', 201, { status: 'succeeded' }],
    ['failed', 402, { code: 'card_declined', declineCode: 'insufficient_funds' }],
  ] as const)(
    'that then %s is found by the slow recheck, published once, and becomes the response',
    async (as, status, body) => {
      const { orderId, intentId, paymentId } = await onItsWay();
      await payments.endAtBank(intentId, as);
      await eventually(async () => expect(await payments.paymentEvents(paymentId)).toEqual([as]), {
        timeoutMs: 30_000,
      });
      await eventually(async () =>
        expect(await payments.charge(orderId, 'pm_usBankAccount_success')).toMatchObject({ status, body }),
      );
      expect(await payments.show(paymentId)).toMatchObject({ status: as, expectedBy: null });
      expect(await payments.chargesMadeFor(orderId)).toHaveLength(1);
    },
  );

  it('needs an operator only once it is overdue', async () => {
    const { paymentId } = await onItsWay();
    const state = async (): Promise<unknown> => {
      const [row] = await payments.database.query(
        `select state, first_sent_at is null as is_first, waits_until > now() as waits from idempotency_key
         where operation_id = (select operation_id from payment where payment_id = $1)`,
        [paymentId],
      );
      return row;
    };
    /** Between two looks: a key that is being looked at is left alone. */
    const makeOld = async (): Promise<void> => {
      const [, changed] = await payments.database.query<[unknown[], number]>(
        `update idempotency_key set sent_at = now() - interval '3 days'
         where operation_id = (select operation_id from payment where payment_id = $1) and state = 'unknown'`,
        [paymentId],
      );
      expect(changed).toBe(1);
    };
    await eventually(makeOld);
    await eventually(async () => expect(await state()).toMatchObject({ state: 'unknown', waits: true }));
    await payments.database.query('update payment set expected_by = now() where payment_id = $1', [
      paymentId,
    ]);
    await eventually(async () => expect(await state()).toMatchObject({ state: 'review' }), {
      timeoutMs: 30_000,
    });
  });
});

describe('a webhook that is not of the payment it names', () => {
  const intentOf = (
    payment: { paymentId: string; providerPaymentId?: string | null },
    over: object,
  ): object => ({
    id: payment.providerPaymentId ?? 'pi_other',
    object: 'payment_intent',
    status: 'succeeded',
    amount: 4_200,
    amount_received: 4_200,
    currency: 'usd',
    livemode: false,
    metadata: { paymentId: payment.paymentId },
    last_payment_error: null,
    ...over,
  });

  it.each([
    [
      'amount',
      { amount: 1, amount_received: 1 },
      'Stripe reports $0.01 (usd), but the payment is for $42.00 (usd)',
    ],
    [
      'captured part',
      { amount_received: 100 },
      'Stripe reports $1.00 (usd), but the payment is for $42.00 (usd)',
    ],
    ['currency', { currency: 'jpy' }, 'Stripe reports ¥4,200 (jpy), but the payment is for $42.00 (usd)'],
    ['mode', { livemode: true }, 'it is in live mode, but our key is for test mode'],
    ["event's own mode", {}, 'it is in live mode, but our key is for test mode', { livemode: true }],
    ['intent', { id: 'pi_other' }, 'it names the intent pi_other, but the payment has the intent'],
    ['lack of an amount', { amount_received: undefined }, 'Stripe reports undefined usd'],
  ])(
    'because of its %s settles nothing, is kept, and needs an operator',
    async (_, over, why, ofEvent: { livemode?: boolean } = {}) => {
      const { paymentId, intentId, orderId } = await onItsWay();
      const event = intentOf({ paymentId, providerPaymentId: intentId }, over);
      expect(await payments.deliver('payment_intent.succeeded', event, 0, ofEvent)).toBe(200);
      expect(await payments.show(paymentId)).toMatchObject({ status: 'pending' });
      expect(await payments.paymentEvents(paymentId)).toEqual([]);
      const { differences } = await payments.reconcile(true);
      expect(differences.filter((each) => each.paymentId === paymentId)).toMatchObject([
        {
          kind: 'event_payment_mismatch',
          state: 'needs_decision',
          orderId,
          found: expect.stringContaining(why),
        },
      ]);
    },
  );

  it('is reported although its payment is older than the period', async () => {
    const { paymentId, intentId } = await onItsWay();
    const event = intentOf({ paymentId, providerPaymentId: intentId }, { amount: 1, amount_received: 1 });
    expect(await payments.deliver('payment_intent.succeeded', event)).toBe(200);
    await payments.database.query(
      "update payment set created_at = created_at - interval '30 days' where payment_id = $1",
      [paymentId],
    );
    const { differences } = await payments.reconcile();
    expect(differences.filter((each) => each.paymentId === paymentId)).toMatchObject([
      { kind: 'event_payment_mismatch', state: 'needs_decision' },
    ]);
  });

  it('settles it when all is as it should be', async () => {
    const { paymentId, intentId } = await onItsWay();
    const event = intentOf({ paymentId, providerPaymentId: intentId }, { id: intentId });
    expect(await payments.deliver('payment_intent.succeeded', event)).toBe(200);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'succeeded' });
  });

  it('is counted', async () => {
    const { paymentId } = await onItsWay();
    const count = async (): Promise<number> => {
      const text = await metrics.metrics();
      return Number(/payments_not_of_payment_total\{[^}]*found="webhook"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await count();
    await payments.deliver(
      'payment_intent.succeeded',
      intentOf({ paymentId }, { id: aKey(), livemode: true }),
    );
    expect((await count()) - before).toBe(1);
  });
});
