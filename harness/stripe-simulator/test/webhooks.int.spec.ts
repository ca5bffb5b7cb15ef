import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const receiver = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

const paidTypes = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];

beforeAll(async () => {
  await receiver.start();
  simulator = new SimulatorProcess({
    LOG_LEVEL: 'info',
    WEBHOOK_URL: receiver.url,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  });
  stripe = (await simulator.start()).stripe();
});
beforeEach(() => {
  receiver.events.length = 0;
  receiver.arrivals.length = 0;
  receiver.answer = () => 200;
});
afterEach(async () => {
  await simulator.clearFaults();
  await eventually(async () => {
    const { data } = await stripe.events.list({ limit: 100 });
    expect(data.filter(({ pending_webhooks: pending }) => pending > 0)).toEqual([]);
  });
});
afterAll(async () => {
  await simulator.dispose();
  await receiver.stop();
});

describe('webhooks', () => {
  it('report each change once, with a signature that the SDK accepts', async () => {
    const intent = await stripe.paymentIntents.create(aCharge({ metadata: { orderId: 'ord_1' } }), {
      idempotencyKey: 'succeeded',
    });
    await eventually(() => expect(receiver.types().sort()).toEqual([...paidTypes].sort()));
    const succeeded = receiver.events.find(({ type }) => type === 'payment_intent.succeeded');
    expect(succeeded?.data.object).toMatchObject({
      id: intent.id,
      status: 'succeeded',
      metadata: { orderId: 'ord_1' },
    });
    expect(succeeded?.request).toEqual({ id: intent.lastResponse.requestId, idempotency_key: 'succeeded' });
    expect(await stripe.events.retrieve(succeeded?.id ?? '')).toMatchObject({
      type: succeeded?.type,
      data: succeeded?.data,
    });
    expect(receiver.problems).toEqual([]);
  });

  it('report declines, refunds and cancellations', async () => {
    await errorOf(stripe.paymentIntents.create(aCharge({ payment_method: 'pm_card_chargeDeclined' })));
    const paid = await stripe.paymentIntents.create(aCharge());
    await stripe.refunds.create({ payment_intent: paid.id });
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    await stripe.paymentIntents.cancel(open.id);
    await eventually(() =>
      expect(new Set(receiver.types())).toEqual(
        new Set([
          ...paidTypes,
          'charge.failed',
          'payment_intent.payment_failed',
          'refund.created',
          'charge.refunded',
          'refund.updated',
          'payment_intent.canceled',
        ]),
      ),
    );
  });

  it('come again until they are taken', async () => {
    const refused = new Set<string>();
    receiver.answer = ({ id }) => {
      if (refused.has(id)) return 200;
      refused.add(id);
      return 500;
    };
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(6));
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(3);
  });

  it('share connections until one is refused, and come again over a new one, so that another copy can take them', async () => {
    for (let charge = 0; charge < 3; charge += 1) {
      await stripe.paymentIntents.create(aCharge());
      await eventually(() => expect(receiver.events).toHaveLength(3 * (charge + 1)));
    }
    const shared = new Set(receiver.arrivals.map(({ connection }) => connection));
    expect(shared.size).toBeLessThan(9);
    const refused = new Set<string>();
    receiver.answer = ({ id }) => {
      if (refused.has(id)) return 200;
      refused.add(id);
      return 503;
    };
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(15));
    const [first, second] = [receiver.arrivals.slice(9, 12), receiver.arrivals.slice(12)];
    expect(new Set(second.map(({ eventId }) => eventId))).toEqual(refused);
    const before = new Set([...shared, ...first.map(({ connection }) => connection)]);
    for (const { connection } of second) expect(before.has(connection)).toBe(false);
  });

  it('come again when nothing is answered in time', async () => {
    const impatient = new SimulatorProcess({
      WEBHOOK_URL: receiver.url,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      WEBHOOK_TIMEOUT_MS: '200',
    });
    const never = new Promise<number>(() => undefined);
    const unanswered = new Set<string>();
    receiver.answer = ({ id }) => {
      if (unanswered.has(id)) return 200;
      unanswered.add(id);
      return never;
    };
    try {
      await (await impatient.start()).stripe().paymentIntents.create(aCharge());
      await eventually(() => expect(receiver.events).toHaveLength(6));
      expect(unanswered.size).toBe(3);
    } finally {
      await impatient.dispose();
    }
  });

  it('do not delay a charge while the receiver is down, and arrive after a kill -9 and a restart', async () => {
    const { port } = new URL(receiver.url);
    await receiver.stop();
    const intent = await stripe.paymentIntents.create(aCharge());
    expect(intent.status).toBe('succeeded');
    await simulator.signal('SIGKILL');
    await receiver.start(Number(port));
    stripe = (await simulator.start()).stripe();
    await eventually(() => expect(receiver.types().sort()).toEqual([...paidTypes].sort()));
  });

  it('duplicate: come twice', async () => {
    await simulator.fault({ route: 'webhooks', fault: 'duplicate', times: 3 });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(6));
    const counts = Map.groupBy(receiver.events, ({ id }) => id);
    expect([...counts.values()].map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it('reorder: the newest comes first', async () => {
    await simulator.fault({ route: 'webhooks', fault: 'reorder', ms: 100 });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.types()).toEqual(paidTypes.toReversed()));
  });

  it('in_turn: one after another, in their order', async () => {
    let inProgress = 0;
    let mostAtOnce = 0;
    receiver.answer = async () => {
      inProgress += 1;
      mostAtOnce = Math.max(mostAtOnce, inProgress);
      await stripe.events.list();
      inProgress -= 1;
      return 200;
    };
    await simulator.fault({ route: 'webhooks', fault: 'in_turn' });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.types()).toEqual(paidTypes));
    expect(mostAtOnce).toBe(1);
  });

  it('in_turn: no longer when the faults are deleted', async () => {
    const all = Promise.withResolvers<number>();
    receiver.answer = () => all.promise;
    await simulator.fault({ route: 'webhooks', fault: 'in_turn' });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(1));
    await simulator.clearFaults();
    await eventually(() => expect(receiver.events).toHaveLength(3));
    all.resolve(200);
  });

  it('delay: come late', async () => {
    await simulator.fault({ route: 'webhooks', fault: 'delay', ms: 300, times: 3 });
    const before = Date.now();
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(3));
    expect(Date.now() - before).toBeGreaterThanOrEqual(300);
  });

  it('withhold: come only when the faults are deleted', async () => {
    await simulator.fault({ route: 'webhooks', fault: 'withhold', times: 3 });
    await stripe.paymentIntents.create(aCharge());
    await stripe.paymentIntents.create(aCharge({ metadata: { which: 'second' } }));
    await eventually(() => expect(receiver.events).toHaveLength(3));
    const metadata = receiver.events.map(({ data }) => (data.object as Stripe.Charge).metadata);
    expect(metadata).toEqual(Array.from({ length: 3 }, () => ({ which: 'second' })));
    await simulator.clearFaults();
    await eventually(() => expect(receiver.events).toHaveLength(6));
  });
});
