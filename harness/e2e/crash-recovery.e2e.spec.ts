import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper } from './shopper.ts';
import { untilStruck } from './until-struck.ts';

describe('a process killed (SIGKILL) while Stripe is charging', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  const faults = (init: RequestInit = {}): ReturnType<typeof send> =>
    send(`${stack.addresses['stripe-simulator']}/_simulator/faults`, init);

  beforeAll(async () => {
    stack = await startStack('postgres');
    shopper = new Shopper(stack);
  });

  /** Waits for a breaker that an earlier test opened: until it closes, orders are accepted as pending. */
  beforeEach(
    async () =>
      void (await eventually(
        async () => expect(await shopper.checkOut(aKey())).toMatchObject({ status: 201 }),
        { timeoutMs: 30_000 },
      )),
  );
  afterEach(() => faults({ method: 'DELETE' }));
  afterAll(() => stack.remove());

  /** Sends an order whose charge takes 1.5 s at Stripe, and resolves when the charge has started. */
  async function orderIsBeingCharged(key: string): Promise<{ readonly end: Promise<unknown> }> {
    const fault = { route: 'POST /v1/payment_intents', fault: 'latency', ms: 1_500, times: 1 };
    await faults({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    return untilStruck(() => shopper.checkOut(key), faults);
  }

  const isPaidOnce = async (key: string): Promise<void> => {
    const paid = await eventually(
      async () => {
        const reply = await shopper.checkOut(key);
        expect(reply).toMatchObject({ status: 201, body: { status: 'paid' } });
        return reply;
      },
      { timeoutMs: 40_000, intervalMs: 200 },
    );
    const { orderId } = paid.body;
    expect(await shopper.charges(orderId)).toMatchObject([{ status: 'succeeded', amountMinor: 4200 }]);
    await eventually(async () => expect(await shopper.mailsAbout(orderId)).toHaveLength(1));
    expect((await shopper.checkOut(key)).text).toBe(paid.text);
    const { events } = (await shopper.get(`/orders/${String(orderId)}/history`)).body as {
      events: { type: string }[];
    };
    expect(events.filter(({ type }) => type === 'order_placed')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'order_paid')).toHaveLength(1);
  };

  it.each(['checkout', 'payments'])(
    'is %s, and the customer never comes back: the order is paid all the same',
    async (victim) => {
      const before = (await shopper.charges()).length;
      await orderIsBeingCharged(aKey());
      await stack.tool('service', 'kill', victim);
      const orderId = await eventually(async () => {
        const [charge] = (await shopper.charges()).slice(before);
        expect(charge).toMatchObject({ status: 'succeeded' });
        return charge?.metadata['orderId'];
      });
      await stack.tool('service', 'start', victim);
      await eventually(
        async () => expect((await shopper.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'paid' }),
        { timeoutMs: 40_000, intervalMs: 200 },
      );
      await eventually(async () => expect(await shopper.mailsAbout(orderId)).toHaveLength(1));
      expect(await shopper.charges(orderId)).toHaveLength(1);
    },
  );

  it.each(['checkout', 'payments', 'stripe-simulator', 'postgres'])(
    'is %s: the customer sends the order again and is charged once, with one receipt',
    async (victim) => {
      const key = aKey();
      const { end } = await orderIsBeingCharged(key);
      await stack.tool('service', 'kill', victim);
      await end;
      await stack.tool('service', 'start', victim);
      await isPaidOnce(key);
    },
  );
});
