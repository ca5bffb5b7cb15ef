import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

const lookup = /^GET \/v1\/payment_intents\/pi_other/;

describe('webhooks about charges of others on the account, while Stripe is slow', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });
  beforeEach(() => {
    payments.edge.seen.length = 0;
  });
  afterAll(() => payments.close());

  const lookups = (): string[] => payments.edge.seen.filter((each) => lookup.test(each));

  /** So many at the same time, each of which waits for Stripe until `release`. */
  function deliver(count: number): {
    statuses: Promise<number[]>;
    refused: () => number;
    release: () => void;
  } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let refused = 0;
    const each = Array.from({ length: count }, async () => {
      payments.edge.before(lookup, () => promise);
      const intent = `pi_other${aKey().replaceAll('-', '')}`;
      const status = await payments.deliver('refund.updated', {
        payment_intent: intent,
        status: 'succeeded',
      });
      if (status !== 200) refused += 1;
      return status;
    });
    return { statuses: Promise.all(each), refused: () => refused, release: resolve };
  }

  it('do not keep reconciliation from Stripe', async () => {
    const slow = deliver(2);
    await eventually(() => expect(lookups()).toHaveLength(2));
    await payments.reconcile().finally(slow.release);
    expect(await slow.statuses).toEqual([200, 200]);
  });

  it('are not refused if several arrive together', async () => {
    const slow = deliver(6);
    await eventually(() => expect(lookups().length + slow.refused()).toBe(6));
    slow.release();
    expect(await slow.statuses).toEqual(Array(6).fill(200));
    payments.edge.forget();
  });
});
