import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const receiver = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

async function startWith(settlesAfterMs: number): Promise<SimulatorProcess> {
  return new SimulatorProcess({
    WEBHOOK_URL: receiver.url,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    REFUND_SETTLES_AFTER_MS: String(settlesAfterMs),
  }).start();
}

beforeAll(async () => {
  await receiver.start();
});
beforeEach(() => {
  receiver.events.length = 0;
});
afterAll(() => receiver.stop());

const eventsOf = (refund: Stripe.Refund): string[] =>
  receiver.events
    .filter(({ data }) => (data.object as { id: string }).id === refund.id)
    .map(({ type, data }) => `${type} ${(data.object as Stripe.Refund).status}`)
    .sort();

const chargeOf = (refund: Stripe.Refund): Promise<Stripe.Charge> =>
  stripe.charges.retrieve(idOf(refund.charge));

async function aRefundTo(card: string, params: object = {}): Promise<Stripe.Refund> {
  const intent = await stripe.paymentIntents.create(aCharge({ payment_method: card }));
  return stripe.refunds.create({ payment_intent: intent.id, ...params });
}

describe('a refund with a later result', () => {
  beforeAll(async () => {
    simulator = await startWith(3_600_000);
    stripe = simulator.stripe();
  });
  afterAll(() => simulator.dispose());

  const settle = async (id: string): Promise<{ status: number; body: unknown }> => {
    const response = await simulator.ask(`refunds/${id}/settle`);
    return { status: response.status, body: await response.json() };
  };

  it('is listed until it happens, if that is near enough', async () => {
    const { id } = await aRefundTo('pm_card_refundFail');
    const within = async (ms: number): Promise<unknown> =>
      (await fetch(`${simulator.url}/_simulator/dues?withinMs=${ms}`)).json();
    const due = { kind: 'refund', object: id, result: 'failed' };
    expect(await within(3_000_000)).toEqual({ dues: [] });
    expect(await within(3_600_000)).toEqual({ dues: [due] });
    await settle(id);
    expect(await within(3_600_000)).toEqual({ dues: [] });
  });

  it('to pm_card_pendingRefund is pending, takes its amount, and succeeds on demand', async () => {
    const refund = await aRefundTo('pm_card_pendingRefund');
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing', amount: 4_200 });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 4_200, refunded: true });
    await eventually(() => expect(eventsOf(refund)).toEqual(['refund.created pending']));
    expect(await settle(refund.id)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    const settled = await stripe.refunds.retrieve(refund.id);
    expect(settled).toMatchObject({
      status: 'succeeded',
      destination_details: { card: { reference_status: 'available' } },
    });
    expect(settled).not.toHaveProperty('pending_reason');
    await eventually(() =>
      expect(eventsOf(refund)).toEqual([
        'charge.refund.updated succeeded',
        'refund.created pending',
        'refund.updated succeeded',
      ]),
    );
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 4_200, refunded: true });
  });

  it('that is pending fails if a test says so, and gives its amount back', async () => {
    const refund = await aRefundTo('pm_card_pendingRefund');
    const response = await simulator.ask(`refunds/${refund.id}/settle`, { as: 'failed' });
    expect(await response.json()).toMatchObject({ id: refund.id, status: 'failed' });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 0, refunded: false });
    await eventually(() => expect(eventsOf(refund)).toContain('refund.failed failed'));
    expect((await simulator.ask(`refunds/${refund.id}/settle`, { as: 'lost' })).status).toBe(400);
  });

  const hold = async (id: string, what: string): Promise<Response> =>
    simulator.ask(`refunds/${id}/hold`, { for: what });

  it('that is pending waits for funds on demand, and still succeeds', async () => {
    const refund = await aRefundTo('pm_card_pendingRefund');
    expect(await (await hold(refund.id, 'funds')).json()).toMatchObject({
      status: 'pending',
      pending_reason: 'insufficient_funds',
    });
    await eventually(() => expect(eventsOf(refund)).toContain('refund.updated pending'));
    expect(await settle(refund.id)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    expect(await stripe.refunds.retrieve(refund.id)).not.toHaveProperty('pending_reason');
    expect((await hold(refund.id, 'funds')).status).toBe(409);
  });

  it('that is pending waits for bank details on demand, and can be canceled', async () => {
    const refund = await aRefundTo('pm_card_pendingRefund');
    await expect(stripe.refunds.cancel(refund.id)).rejects.toThrow('a status of pending cannot be canceled');
    await hold(refund.id, 'customer');
    expect(await stripe.refunds.cancel(refund.id)).toMatchObject({
      status: 'canceled',
      failure_reason: 'merchant_request',
    });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 0, refunded: false });
    await eventually(() => expect(eventsOf(refund)).toContain('refund.updated canceled'));
    expect((await settle(refund.id)).status).toBe(409);
  });

  it('to pm_card_refundFail succeeds at first, fails on demand, and its amount may be refunded again', async () => {
    const refund = await aRefundTo('pm_card_refundFail', { amount: 1_000 });
    expect(refund.status).toBe('succeeded');
    const rest = await stripe.refunds.create({ charge: idOf(refund.charge) });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 4_200, refunded: true });
    await settle(refund.id);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 3_200, refunded: false });
    await eventually(() =>
      expect(eventsOf(refund)).toEqual([
        'charge.refund.updated failed',
        'refund.created succeeded',
        'refund.failed failed',
        'refund.updated failed',
        'refund.updated succeeded',
      ]),
    );
    const event = receiver.events.find(({ type }) => type === 'refund.failed');
    expect(event?.request).toEqual({ id: null, idempotency_key: null });
    expect(await stripe.refunds.create({ charge: idOf(refund.charge) })).toMatchObject({ amount: 1_000 });
    expect((await stripe.refunds.retrieve(rest.id)).status).toBe('succeeded');
  });

  it('gets its result once, even for 20 concurrent requests', async () => {
    const refund = await aRefundTo('pm_card_refundFail');
    const answers = await Promise.all(Array.from({ length: 20 }, () => settle(refund.id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      error: { code: 'refund_settled' },
    });
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: 0, refunded: false });
  });

  it('still gets its result after a kill -9', async () => {
    const refund = await aRefundTo('pm_card_pendingRefund');
    await simulator.signal('SIGKILL');
    stripe = (await simulator.start()).stripe();
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
    expect((await settle(refund.id)).status).toBe(200);
    await eventually(() => expect(eventsOf(refund)).toContain('refund.updated succeeded'));
  });

  it('is replayed in its first state under its key, whatever its result', async () => {
    const intent = await stripe.paymentIntents.create(aCharge({ payment_method: 'pm_card_refundFail' }));
    const ask = () =>
      stripe.refunds.create({ payment_intent: intent.id }, { idempotencyKey: `refund ${intent.id}` });
    const refund = await ask();
    await settle(refund.id);
    expect(await ask()).toMatchObject({ id: refund.id, status: 'succeeded' });
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toMatchObject([
      { id: refund.id, status: 'failed' },
    ]);
  });

  it.each(['re_none', 'ordinary'])('refuses a result for %s', async (which) => {
    const refund = which === 'ordinary' ? (await aRefundTo('pm_card_visa')).id : which;
    expect((await settle(refund)).status).toBe(which === 'ordinary' ? 409 : 404);
  });
});

describe('a refund whose result is not requested', () => {
  beforeAll(async () => {
    simulator = await startWith(50);
    stripe = simulator.stripe();
  });
  afterAll(() => simulator.dispose());

  it.each([
    ['pm_card_pendingRefund', 'refund.updated succeeded', 4_200],
    ['pm_card_refundFail', 'refund.failed failed', 0],
  ])('to %s gets it automatically', async (card, news, refunded) => {
    const refund = await aRefundTo(card);
    await eventually(() => expect(eventsOf(refund)).toContain(news));
    expect(await chargeOf(refund)).toMatchObject({ amount_refunded: refunded });
  });
});
