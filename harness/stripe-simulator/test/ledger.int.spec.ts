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

  it('refuses a `since` that is not a number', async () => {
    await expect(simulator.charges('yesterday')).rejects.toThrow('answered 400');
  });
});
