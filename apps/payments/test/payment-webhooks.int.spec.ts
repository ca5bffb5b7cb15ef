import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { metrics } from '@holdfast/service-defaults';
import type Stripe from 'stripe';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

type End = 'succeeded' | 'payment_failed' | 'canceled';

const statusAfter = {
  succeeded: 'succeeded',
  payment_failed: 'requires_payment_method',
  canceled: 'canceled',
} as const satisfies Record<End, Stripe.PaymentIntent.Status>;

describe('POST /webhooks/stripe about the end of a payment', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterAll(() => payments.close());

  /** A payment that the customer's bank moves for days. */
  async function aPendingPayment(): Promise<{ paymentId: string; intent: Stripe.PaymentIntent }> {
    const { body } = await payments.charge(newId('ord'), 'pm_usBankAccount_success');
    const intent = await payments.stripe.paymentIntents.retrieve(String(body['providerPaymentId']));
    return { paymentId: String(body['paymentId']), intent };
  }

  function deliver(intent: Stripe.PaymentIntent, end: End, copy: 0 | 1 = 0, more: object = {}) {
    const error = end === 'payment_failed' ? { code: 'card_declined', decline_code: 'lost_card' } : null;
    const received = end === 'succeeded' ? intent.amount : 0;
    const about = {
      ...intent,
      status: statusAfter[end],
      amount_received: received,
      last_payment_error: error,
    };
    return payments.deliver(`payment_intent.${end}`, about, copy, more);
  }

  const keysOfEvents = async (): Promise<number> => {
    const text = "select count(*)::int as n from idempotency_key where caller = 'stripe'";
    const [row] = await payments.database.query<{ n: number }[]>(text);
    return row?.n ?? -1;
  };

  /** The versions of the row of a payment, of its key and of its messages. */
  const rowsOf = (paymentId: string): Promise<unknown> =>
    payments.database.query(
      `select p.xmin, k.xmin as key, (select array_agg(o.message_id) from outbox o where o.aggregate = p.order_id) as messages
       from payment p left join idempotency_key k using (key_hash) where payment_id = $1`,
      [paymentId],
    );

  const counted = async (le: number | '+Inf'): Promise<number> => {
    const found = await metrics.getSingleMetric('payments_webhook_delay_seconds')?.get();
    return found?.values.find(({ labels }) => String(labels['le']) === String(le))?.value ?? NaN;
  };

  it.each(['pm_card_visa', 'pm_card_chargeDeclined'])(
    'writes nothing if our own call has settled the payment with %s, in any number of deliveries',
    async (method) => {
      const orderId = newId('ord');
      await payments.charge(orderId, method);
      const [intent] = await payments.intentsFor(orderId);
      const paymentId = intent?.metadata['paymentId'] ?? '';
      const before = [await rowsOf(paymentId), await keysOfEvents()];
      const ends: End[] = [
        'payment_failed',
        'canceled',
        ...(method === 'pm_card_visa' ? ['succeeded' as const] : []),
      ];
      const sent = [...ends, ...ends].map((end, n) => deliver(intent!, end, n % 2 === 0 ? 0 : 1));
      expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
      expect([await rowsOf(paymentId), await keysOfEvents()]).toEqual(before);
    },
  );

  it('settles a pending payment once and without a key when 30 deliveries arrive at both instances', async () => {
    const { paymentId, intent } = await aPendingPayment();
    const keys = await keysOfEvents();
    const id = `evt_${newId('pay')}`;
    const sent = Array.from({ length: 30 }, (_, n) =>
      deliver(intent, 'succeeded', n % 2 === 0 ? 0 : 1, n < 15 ? { id } : {}),
    );
    expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
    expect(await payments.paymentEvents(paymentId)).toEqual(['succeeded']);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await keysOfEvents()).toBe(keys);
  });

  it('ends as succeeded when a failure and a success arrive at the same time, repeatedly', async () => {
    const { paymentId, intent } = await aPendingPayment();
    const ends = Array.from({ length: 10 }, () => ['payment_failed', 'succeeded'] as const).flat();
    await Promise.all(ends.map((end, n) => deliver(intent, end, n % 3 === 0 ? 0 : 1)));
    const events = await payments.paymentEvents(paymentId);
    expect([['succeeded'], ['failed', 'succeeded']]).toContainEqual(events);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'succeeded' });
  });

  it('accepts an event once its payment is committed, however late, and measures the delay', async () => {
    const { paymentId, intent } = await aPendingPayment();
    const before = [await counted(60), await counted(300), await counted('+Inf')] as const;
    const created = Math.floor(Date.now() / 1_000) - 100;
    expect(await deliver(intent, 'succeeded', 0, { created })).toBe(200);
    expect(await payments.paymentEvents(paymentId)).toEqual(['succeeded']);
    expect([await counted(60), await counted(300), await counted('+Inf')]).toEqual([
      before[0],
      before[1] + 1,
      before[2] + 1,
    ]);
  });

  it.each([
    ['of a type that is not handled', 'payment_intent.created', {}],
    ['of another account', 'payment_intent.succeeded', { account: 'acct_other' }],
  ])('neither applies nor measures an event %s', async (_, type, more) => {
    const { paymentId, intent } = await aPendingPayment();
    const before = await counted('+Inf');
    expect(await payments.deliver(type, { ...intent, status: 'succeeded' }, 0, more)).toBe(200);
    expect(await payments.show(paymentId)).toMatchObject({ status: 'pending' });
    expect(await counted('+Inf')).toBe(before);
  });
});
