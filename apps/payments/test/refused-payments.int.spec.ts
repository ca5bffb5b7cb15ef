import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

describe('a charge that Stripe refuses with a plain 400', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      KEY_RECHECK_MS: '50',
      KEY_RECHECK_CAP_MS: '100',
      KEY_COMPLETE_INTERVAL_MS: '50',
      STRIPE_TIMEOUT_MS: '1000',
      STRIPE_DEADLINE_MS: '2000',
      KEY_LEASE_MS: '7000',
      KEY_ABSENCE_GRACE_MS: '2500',
    });
  });
  afterEach(async () => {
    payments.edge.refuseCharges();
    await payments.clearFaults();
  });
  afterAll(() => payments.close());

  it('is refused permanently, immediately and once, and charges nothing when Stripe stops refusing', async () => {
    const orderId = newId('ord');
    payments.edge.refuseCharges({ code: 'amount_too_small', param: 'amount' });
    const refused = await payments.charge(orderId);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'payment_refused', paymentId: expect.stringMatching(/^pay_/) },
    });
    payments.edge.refuseCharges();
    const again = await payments.charge(orderId);
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([refused.text, 'true']);
    expect(await payments.chargesMadeFor(orderId)).toEqual([]);
    const paymentId = String(refused.body['paymentId']);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'failed' });
    expect(await payments.paymentEvents(paymentId)).toEqual(['failed']);
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    expect(body['payments']).toMatchObject([
      { status: 'failed', provider: { code: 'amount_too_small', adviceCode: null, requestId: 'req_edge' } },
    ]);
  });

  it('is paid when an attempt before it had charged and its answer was lost', async () => {
    const orderId = newId('ord');
    await payments.fault({ route: 'POST /v1/payment_intents', fault: 'drop_answer_after_effect', times: 1 });
    payments.edge.refuseAfter(1, { code: 'amount_too_small' });
    const paid = await payments.charge(orderId);
    expect(paid).toMatchObject({ status: 201, body: { status: 'succeeded' } });
    expect(await payments.chargesMadeFor(orderId)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('after an attempt in doubt that never came to Stripe ends refused, and nothing is charged', async () => {
    const orderId = newId('ord');
    await payments.fault({ route: 'POST /v1/payment_intents', fault: 'reset', times: 1 });
    payments.edge.refuseAfter(1, { code: 'amount_too_small' });
    expect(await payments.charge(orderId)).toMatchObject({
      status: 503,
      body: { code: 'payment_outcome_unknown' },
    });
    await eventually(
      async () =>
        expect(await payments.charge(orderId)).toMatchObject({
          status: 422,
          body: { code: 'payment_refused' },
        }),
      { timeoutMs: 30_000 },
    );
    expect(await payments.chargesMadeFor(orderId)).toEqual([]);
  });
});

describe('a charge that Stripe is still executing', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      STRIPE_TIMEOUT_MS: '500',
      STRIPE_DEADLINE_MS: '1000',
      KEY_LEASE_MS: '7000',
    });
  });
  afterAll(() => payments.close());

  it('is never taken as absent, however often the key is found in use', async () => {
    const orderId = newId('ord');
    await payments.fault({ route: 'POST /v1/payment_intents', fault: 'latency', ms: 3_600_000, times: 1 });
    const sent = () => payments.edge.seen.filter((each) => each.startsWith('POST /v1/payment_intents '));
    await eventually(async () => {
      expect((await payments.charge(orderId)).body).toMatchObject({ code: 'payment_outcome_unknown' });
      expect(sent().length).toBeGreaterThan(6);
    });
    expect(await payments.database.query('select absent_at from idempotency_key')).toEqual([
      { absent_at: null },
    ]);
    await payments.clearFaults();
    await eventually(async () => expect((await payments.charge(orderId)).status).toBe(201));
    expect(new Set(sent()).size).toBe(1);
    expect(await payments.chargesMadeFor(orderId)).toMatchObject([{ status: 'succeeded' }]);
  });
});
