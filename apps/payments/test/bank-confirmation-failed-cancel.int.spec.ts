import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

const cancels = /^POST \/v1\/payment_intents\/\w+\/cancel/;

describe('the cancel of a payment whose time to confirm is over', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => url, {
      KEY_COMPLETE_INTERVAL_MS: '20',
      KEY_RECHECK_MS: '50',
      KEY_RECHECK_CAP_MS: '100',
      STRIPE_TIMEOUT_MS: '1000',
      STRIPE_DEADLINE_MS: '2000',
      KEY_LEASE_MS: '7000',
      KEY_ABSENCE_GRACE_MS: '2500',
      // 1.8 s to confirm.
      ACTION_TTL_MINUTES: '0.03',
    });
  });
  afterAll(() => payments.close());

  it('is made under another key if Stripe has stored a failure under the first', async () => {
    payments.edge.failsNext = cancels;
    const orderId = newId('ord');
    const { status, body } = await payments.chargeWithBank(orderId);
    expect(status).toBe(202);
    await eventually(
      async () => expect(await payments.show(String(body['paymentId']))).toMatchObject({ status: 'failed' }),
      { timeoutMs: 30_000 },
    );
    expect(await payments.intentsFor(orderId)).toMatchObject([{ status: 'canceled' }]);
    const keys = payments.edge.seen.filter((each) => cancels.test(each)).map((each) => each.split(' ')[2]);
    expect([...new Set(keys)]).toEqual([
      expect.stringMatching(/-cancel-1$/),
      expect.stringMatching(/-cancel-2$/),
    ]);
  });
});
