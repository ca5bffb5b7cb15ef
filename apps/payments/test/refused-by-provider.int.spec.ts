import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

describe('payments, while Stripe refuses its key', () => {
  let payments: PaymentsFixture;

  describe.each([
    ['key_revoked', /^Nothing is charged\./],
    // Only a list was refused so far, and a charge needs another permission.
    ['key_too_narrow', /^No charge has been rejected so far\./],
  ])('%s', (fault, usersSee) => {
    beforeAll(async () => {
      payments = await paymentsFixture(undefined, {
        STRIPE_CHECK_INTERVAL_MS: '300',
        STRIPE_REFUSAL_GRACE_MS: '1500',
      });
    });

    afterEach(() => payments.clearFaults());
    afterAll(() => payments.close());

    const refuse = (): Promise<unknown> => payments.fault({ route: '*', fault });
    const standing = async (): Promise<Record<string, unknown> | undefined> =>
      payments.standingWith('stripe');
    const isRefused = (): Promise<void> =>
      eventually<void>(async () =>
        expect((await standing())?.['explanation']).toMatch(/^Stripe has rejected our key/),
      );

    it('is noticed automatically, explained in plain English, and leaves the service ready', async () => {
      await refuse();
      await isRefused();
      expect(await standing()).toMatchObject({
        breaker: 'closed',
        explanation: expect.stringMatching(
          /request req_\w+\. Stripe itself is up, so waiting will not help: /,
        ),
        usersSee: expect.stringMatching(usersSee),
      });
    });

    it('counts as a short outage at first; then the payment fails permanently without a charge', async () => {
      await refuse();
      const orderId = newId('ord');
      const first = await payments.charge(orderId);
      expect([503, 422]).toContain(first.status);
      const last = await eventually(async () => {
        const answer = await payments.charge(orderId);
        expect(answer.status).toBe(422);
        return answer;
      });
      expect(last.body).toMatchObject({
        code: 'refused_by_provider',
        detail: expect.stringMatching(/^Nothing was charged\./),
      });
      await payments.clearFaults();
      expect((await payments.charge(orderId)).text).toBe(last.text);
      const { data } = await payments.stripe.paymentIntents.list({ limit: 100 });
      expect(data.filter(({ metadata }) => metadata['orderId'] === orderId)).toEqual([]);
      const [event] = await payments.paymentEvents(String(last.body['paymentId']));
      expect(event).toBe('failed');
    });

    it('charges again automatically once the key is fixed', async () => {
      await refuse();
      await isRefused();
      await payments.clearFaults();
      await eventually(async () => {
        expect((await standing())?.['explanation']).toMatch(/^The stripe breaker has been closed/);
      });
      expect((await payments.charge()).status).toBe(201);
    });

    it('counts as a short outage again after a charge', async () => {
      expect((await payments.charge()).status).toBe(201);
      const orderId = newId('ord');
      await refuse();
      expect(await payments.charge(orderId)).toMatchObject({ status: 503 });
      await payments.clearFaults();
      // A late repeat would meet the fault of the next test.
      await eventually(async () => expect((await payments.charge(orderId)).status).toBe(201));
    });

    it('keeps a charge in doubt that an earlier attempt may have made, and finds it', async () => {
      const orderId = newId('ord');
      await payments.fault({ route: 'POST /v1/payment_intents', fault: 'error_500_after_effect', times: 1 });
      await refuse();
      expect(await payments.charge(orderId)).toMatchObject({
        status: 503,
        body: { code: 'payment_outcome_unknown' },
      });
      // Longer than charges that are in no doubt wait.
      await eventually(async () => {
        expect((await payments.charge()).status).toBe(422);
      });
      // The completer rechecks this key in the background: while it does, a request gets 409.
      const inDoubt = await eventually(async () => {
        const response = await payments.charge(orderId);
        expect(response.status).not.toBe(409);
        return response;
      });
      expect(inDoubt).toMatchObject({
        status: 503,
        body: { code: 'payment_outcome_unknown' },
      });
      await payments.clearFaults();
      await eventually(async () => expect((await payments.charge(orderId)).status).toBe(201));
      const { data } = await payments.stripe.paymentIntents.list({ limit: 100 });
      expect(data.filter(({ metadata }) => metadata['orderId'] === orderId)).toHaveLength(1);
    });
  });
});
