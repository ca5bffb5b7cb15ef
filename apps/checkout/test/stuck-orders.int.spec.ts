import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

/** Response for a payment without a result. */
const stuckAnswer = {
  status: 202,
  body: expect.objectContaining({ status: 'payment_pending' }) as unknown,
};

describe.each(['payment_outcome_unknown', 'idempotency_outcome_in_review'])(
  'eight orders that payments answers %s to, time and again',
  (code) => {
    let checkout: CheckoutFixture;

    beforeAll(async () => {
      checkout = await checkoutFixture({ KEY_RECHECK_MS: '100', KEY_RECHECK_CAP_MS: '500' });
      checkout.payments.openAnswer = code;
      checkout.payments.isUndecided = true;
    });

    afterAll(() => checkout.close());

    /** Waits until every stuck order was checked that many more times; the breaker has seen all checks. */
    async function askedAgain(times: number): Promise<void> {
      const before = new Map(checkout.payments.askedOpen);
      await eventually(() => {
        for (const [key, count] of checkout.payments.askedOpen)
          if (count < (before.get(key) ?? 0) + times) throw new Error(`${key} was asked ${count} times`);
      });
    }

    it('do not delay the charges of twenty good cards', async () => {
      const waiting = await Promise.all(Array.from({ length: 8 }, () => checkout.checkOut('pm_open')));
      expect(waiting).toEqual(waiting.map(() => expect.objectContaining(stuckAnswer)));
      const statuses: number[] = [];
      for (let card = 0; card < 20; card += 1) {
        if (card % 5 === 0) await askedAgain(2);
        statuses.push((await checkout.checkOut('pm_card_visa', { copy: card % 2 === 0 ? 0 : 1 })).status);
      }
      expect(statuses).toEqual(statuses.map(() => 201));
    });

    it.each([0, 1] as const)(
      'do not count as failures in the breaker of instance %d, and use no retries',
      async (copy) => {
        const { body } = await checkout.get('/resilience', { copy });
        const { dependencies } = body as { dependencies: Record<string, unknown>[] };
        expect(dependencies.find(({ dependency }) => dependency === 'payments')).toMatchObject({
          breaker: 'closed',
          failures: 0,
          pausedUntil: null,
        });
        expect(checkout.payments.openRetries).toBe(0);
      },
    );
  },
);
