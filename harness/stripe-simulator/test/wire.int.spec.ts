import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
beforeAll(() => simulator.start());
afterAll(() => simulator.dispose());

const create = async (form: Record<string, string>): Promise<{ status: number; body: unknown }> => {
  const response = await simulator.post('/v1/payment_intents', {
    amount: '4200',
    currency: 'usd',
    payment_method: 'pm_card_visa',
    'automatic_payment_methods[allow_redirects]': 'never',
    ...form,
  });
  return { status: response.status, body: await response.json() };
};

/** The forms that other official clients send, and the Node SDK does not. */
describe('a form', () => {
  it.each(['true', 'True', 'TRUE'])('may write a boolean as %s', async (yes) => {
    expect(await create({ confirm: yes, 'automatic_payment_methods[enabled]': yes })).toMatchObject({
      status: 200,
      body: { status: 'succeeded' },
    });
  });

  it('may write a boolean as False, not as yes', async () => {
    expect(await create({ confirm: 'False', 'automatic_payment_methods[enabled]': 'True' })).toMatchObject({
      body: { status: 'requires_confirmation' },
    });
    expect(await create({ confirm: 'yes' })).toMatchObject({
      status: 400,
      body: { error: { message: 'Invalid boolean: yes', param: 'confirm' } },
    });
  });

  it('may number the elements of a list', async () => {
    expect(
      await create({ confirm: 'True', 'expand[0]': 'latest_charge', 'expand[1]': 'payment_method' }),
    ).toMatchObject({ body: { latest_charge: { object: 'charge' }, payment_method: { type: 'card' } } });
  });

  it('has amounts that the currency can have', async () => {
    expect(await create({ amount: '5120', currency: 'kwd' })).toMatchObject({ status: 200 });
    expect(await create({ amount: '5124', currency: 'kwd' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_charge_amount', param: 'amount' } },
    });
    expect(await create({ amount: '550', currency: 'ISK' })).toMatchObject({ status: 400 });
  });
});
