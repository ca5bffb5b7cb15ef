import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

/** Shorter than the interval of the background check, so no request can wait for it. */
const waitsMs = 4_000;

describe('POST /checkouts while the provider rejects the shop', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({ KEY_RECHECK_MS: '100', KEY_RECHECK_CAP_MS: '500' });
  });

  afterAll(() => checkout.close());

  it('fails pending orders uncharged, refuses new ones before storing anything, and accepts them again afterwards', async () => {
    // During the first minutes payments responds as in an outage.
    checkout.payments.isUndecided = true;
    checkout.payments.openAnswer = 'provider_unavailable';
    const pending = await checkout.checkOut('pm_open');
    expect(pending).toMatchObject({ status: 202, body: { status: 'payment_pending' } });

    // Then it reports the refusal.
    checkout.payments.isUndecided = false;
    checkout.payments.refusesShop = true;
    const orderId = String(pending.body['orderId']);
    await eventually(
      async () => expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed' }),
      { timeoutMs: 30_000 },
    );
    expect((await checkout.history(orderId)).at(-1)).toBe(
      'payment_failed: Nothing was charged. We could not accept payments at the time.',
    );
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-payment-failed']);

    // The instance that sent the charge knows already; the other learns from its first order, which fails.
    const learns = await eventually(async () => {
      const answers = await Promise.all([
        checkout.checkOut('pm_card_visa', { copy: 0, waitsMs }),
        checkout.checkOut('pm_card_visa', { copy: 1, waitsMs }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      return answers;
    });
    for (const { headers, body } of learns) {
      expect(headers.get('retry-after')).toBe('30');
      expect(body).toMatchObject({
        code: 'payments_unavailable',
        detail: expect.stringMatching(/^Nothing was ordered or charged\./),
      });
    }
    await eventually(async () => {
      const waiting = `select order_id from orders where status = 'payment_pending'`;
      expect(await checkout.database.query(waiting)).toEqual([]);
    });

    checkout.payments.refusesShop = false;
    await eventually(
      async () => {
        const answers = await Promise.all([
          checkout.checkOut('pm_card_visa', { copy: 0, waitsMs }),
          checkout.checkOut('pm_card_visa', { copy: 1, waitsMs }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      },
      { timeoutMs: 30_000 },
    );
  });

  it('fails the order it learned from uncharged, and replays that response', async () => {
    checkout.payments.refusesShop = true;
    const key = aKey();
    const first = await checkout.checkOut('pm_card_visa', { key });
    expect(first).toMatchObject({
      status: 422,
      body: {
        code: 'payment_refused',
        detail: expect.stringMatching(/^Nothing was charged\./),
        orderId: expect.stringMatching(/^ord_/),
      },
    });
    expect((await checkout.checkOut('pm_card_visa', { key })).text).toBe(first.text);
    checkout.payments.refusesShop = false;
    expect((await checkout.checkOut('pm_card_visa', { key })).text).toBe(first.text);
  });
});
