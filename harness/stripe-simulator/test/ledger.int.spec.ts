import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type Stripe } from 'stripe';
import { aCharge, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

describe('GET /_simulator/charges', () => {
  it('leaves out objects older than `since`', async () => {
    await stripe.paymentIntents.create(aCharge());
    const [first] = await simulator.charges();
    const moment = Date.parse(first?.createdAt ?? '') + 1;
    await eventually(() => expect(Date.now()).toBeGreaterThanOrEqual(moment));
    const second = await stripe.paymentIntents.create(aCharge());
    const paymentIntentsOf = async (since: number): Promise<string[]> =>
      (await simulator.charges(since)).map(({ paymentIntentId }) => paymentIntentId);
    expect(await paymentIntentsOf(moment - 1)).toEqual([first?.paymentIntentId, second.id]);
    expect(await paymentIntentsOf(moment)).toEqual([second.id]);
  });

  it('returns the charges of some orders only, and their refunds', async () => {
    const ofOrder = (orderId: string) =>
      stripe.paymentIntents.create({ ...aCharge(), metadata: { orderId, paymentId: 'pay_1' } });
    const [first] = [await ofOrder('ord_first'), await ofOrder('ord_second'), await ofOrder('ord_third')];
    await stripe.refunds.create({ payment_intent: first.id });
    const { charges, refunds } = await simulator.ledgerOf('ord_first,ord_third');
    expect(charges.map(({ metadata }) => metadata['orderId'])).toEqual(['ord_first', 'ord_third']);
    expect(refunds).toHaveLength(1);
    expect((await simulator.ledgerOf('ord_none')).charges).toEqual([]);
    await expect(simulator.ledgerOf("x' or 1=1")).rejects.toThrow('answered 400');
  });

  it('refuses a `since` that is not a number', async () => {
    await expect(simulator.charges('yesterday')).rejects.toThrow('answered 400');
  });
});
