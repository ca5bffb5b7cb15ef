import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, type Reply, usd } from './payments-fixture.ts';

const isReplay = (again: Reply, first: Reply): void => {
  expect([again.status, again.text]).toEqual([first.status, first.text]);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
};

describe('POST /payments', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  const send = (body: unknown, key: string | undefined = aKey()): Promise<Reply> =>
    payments.ask('/payments', {
      method: 'POST',
      headers: {
        authorization: 'Bearer s3cret-of-these-tests-alone',
        'content-type': 'application/json',
        ...(key === '' ? {} : { 'idempotency-key': key }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const anOrder = (): { orderId: string; amount: object; paymentMethod: string } => ({
    orderId: newId('ord'),
    amount: usd(4200),
    paymentMethod: 'pm_card_visa',
  });

  const events = async (orderId: string): Promise<unknown[]> => {
    const rows = await payments.database.query<{ payload: unknown }[]>(
      `select payload from outbox where name = 'payment-settled' and payload->>'orderId' = $1`,
      [orderId],
    );
    return rows.map(({ payload }) => payload);
  };

  it('charges once per key, names the order at Stripe, and notifies checkout once', async () => {
    const order = anOrder();
    const key = aKey();
    const first = await send(order, key);
    expect(first).toMatchObject({
      status: 201,
      body: {
        paymentId: expect.stringMatching(/^pay_[0-9a-f]{32}$/),
        orderId: order.orderId,
        status: 'succeeded',
        amount: usd(4200),
        providerPaymentId: expect.stringMatching(/^pi_/),
        nextAction: null,
      },
    });
    isReplay(await send(order, key), first);
    const { paymentId } = first.body;
    expect(await payments.chargesMadeFor(order.orderId)).toMatchObject([
      { amountMinor: 4200, status: 'succeeded', metadata: { orderId: order.orderId, paymentId } },
    ]);
    expect(await events(order.orderId)).toEqual([
      { version: 1, orderId: order.orderId, paymentId, status: 'succeeded', declineCode: null },
    ]);
  });

  it('charges once for ten concurrent requests with one key', async () => {
    const order = anOrder();
    const key = aKey();
    const replies = await Promise.all(Array.from({ length: 10 }, () => send(order, key)));
    expect(replies.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    await eventually(async () => expect((await send(order, key)).status).toBe(201));
    expect(await payments.chargesMadeFor(order.orderId)).toHaveLength(1);
  });

  it.each([
    ['declines the card', 'pm_card_chargeDeclined', 402, 'card_declined', 'generic_decline'],
    ['has no money', 'pm_card_chargeDeclinedInsufficientFunds', 402, 'card_declined', 'insufficient_funds'],
    [
      'does not know the payment method',
      'pm_unknown',
      422,
      'payment_method_invalid',
      'payment_method_invalid',
    ],
  ])('fails for good if the bank %s, and says why', async (_, paymentMethod, status, code, declineCode) => {
    const order = { ...anOrder(), paymentMethod };
    const key = aKey();
    const first = await send(order, key);
    expect(first).toMatchObject({ status, body: { code, paymentId: expect.stringMatching(/^pay_/) } });
    isReplay(await send(order, key), first);
    expect(await events(order.orderId)).toMatchObject([{ status: 'failed', declineCode }]);
    const { body } = await payments.ask(`/payments?orderId=${order.orderId}`, {
      headers: { authorization: 'Bearer s3cret-of-these-tests-alone' },
    });
    expect(body).toMatchObject({ paymentId: first.body['paymentId'], status: 'failed' });
  });

  it('stays unknown while Stripe’s answer is, and is then found, not charged again', async () => {
    await payments.fault({ route: '*', fault: 'drop_answer_after_effect' });
    const order = anOrder();
    const key = aKey();
    const first = await send(order, key);
    await payments.clearFaults();
    expect(first).toMatchObject({ status: 503, body: { code: 'payment_outcome_unknown' } });
    const settled = await eventually(
      async () => {
        const reply = await send(order, key);
        expect(reply.status).toBe(201);
        return reply;
      },
      { timeoutMs: 30_000 },
    );
    isReplay(await send(order, key), settled);
    expect(await payments.chargesMadeFor(order.orderId)).toHaveLength(1);
    expect(await events(order.orderId)).toHaveLength(1);
  });

  it.each<[string, unknown, string | undefined, number, string]>([
    ['no key', anOrder(), '', 400, 'idempotency_key_missing'],
    ['broken JSON', '{', undefined, 400, 'malformed_json'],
    ['an amount of nothing', { ...anOrder(), amount: usd(0) }, undefined, 400, 'validation_failed'],
    ['an unknown member', { ...anOrder(), capture: false }, undefined, 400, 'validation_failed'],
  ])('refuses %s, and charges nothing', async (_, body, key, status, code) => {
    const before = await payments.chargesAtStripe();
    expect(await send(body, key)).toMatchObject({ status, body: { code } });
    expect(await payments.chargesAtStripe()).toBe(before);
  });

  it('refuses the key of another payment, and keeps the first', async () => {
    const order = anOrder();
    const key = aKey();
    const first = await send(order, key);
    expect(await send({ ...order, amount: usd(4300) }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    isReplay(await send(order, key), first);
  });
});
