import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { aCharge, errorOf, SimulatorProcess } from './simulator-process.ts';
import { eventually } from './webhook-receiver.ts';

const simulator = new SimulatorProcess();
const route = 'POST /v1/payment_intents';
let stripe: Stripe;
let charged = 0;

const charge = (options: Stripe.RequestOptions = {}) => stripe.paymentIntents.create(aCharge(), options);
const newCharges = async () => {
  const all = await simulator.charges();
  return all.slice(charged);
};
const struck = async () => (await simulator.faults()).map((fault) => fault.struck);

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterEach(async () => {
  await simulator.clearFaults();
  charged = (await simulator.charges()).length;
});
afterAll(() => simulator.dispose());

// The SDK retries a request once, with its key, if its connection was closed.
describe.each(['refuse', 'reset'])('%s', (fault) => {
  it('closes the connection before anything happens', async () => {
    await simulator.fault({ route, fault });
    const error = await errorOf(charge());
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(error.detail).toMatchObject({ code: 'ECONNRESET' });
    expect([await newCharges(), await struck()]).toEqual([[], [2]]);
  });

  it('strikes only as often as ordered', async () => {
    await simulator.fault({ route, fault, times: 1 });
    expect((await charge()).status).toBe('succeeded');
    expect([(await newCharges()).length, await struck()]).toEqual([1, [1]]);
  });
});

describe('key_in_use', () => {
  it('refuses one key as long as it exists, charges nothing, and serves all others', async () => {
    await simulator.fault({ route, fault: 'key_in_use', times: 1 });
    const refusals = [
      await errorOf(charge({ idempotencyKey: 'stuck' })),
      await errorOf(charge({ idempotencyKey: 'stuck' })),
    ];
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        statusCode: 409,
        code: 'idempotency_key_in_use',
        message: expect.stringContaining('stuck') as unknown,
      });
    expect(await newCharges()).toEqual([]);
    expect((await charge({ idempotencyKey: 'another' })).status).toBe('succeeded');
    await simulator.clearFaults();
    expect((await charge({ idempotencyKey: 'stuck' })).status).toBe('succeeded');
    expect(await newCharges()).toHaveLength(2);
  });
});

describe('hang', () => {
  it('does not respond or act, and forgets a client that disconnected', async () => {
    await simulator.fault({ route, fault: 'hang' });
    const error = await errorOf(charge({ timeout: 200 }));
    expect(error.message).toBe('Request aborted due to timeout being reached (200ms)');
    await simulator.clearFaults();
    expect(await newCharges()).toEqual([]);
    expect((await charge()).status).toBe('succeeded');
    expect(await newCharges()).toHaveLength(1);
  });

  it('serves a waiting client once the faults are deleted', async () => {
    await simulator.fault({ route, fault: 'hang' });
    const waiting = charge();
    await eventually(async () => expect(await struck()).toEqual([1]));
    await simulator.clearFaults();
    expect((await waiting).status).toBe('succeeded');
  });
});

describe('latency', () => {
  it('charges late, even after the client has given up', async () => {
    await simulator.fault({ route, fault: 'latency', ms: 300, times: 1 });
    const error = await errorOf(charge({ timeout: 100, idempotencyKey: 'late' }));
    expect(error.type).toBe('StripeConnectionError');
    await eventually(async () => expect(await newCharges()).toHaveLength(1));
    expect((await charge({ idempotencyKey: 'late' })).lastResponse.headers['idempotent-replayed']).toBe(
      'true',
    );
  });
});

describe('invalid_request', () => {
  it('returns a plain 400, does nothing, and stores nothing under the key', async () => {
    await simulator.fault({ route, fault: 'invalid_request', times: 1 });
    expect(await errorOf(charge({ idempotencyKey: 'refused' }))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'amount_too_small',
    });
    expect(await newCharges()).toEqual([]);
    expect((await charge({ idempotencyKey: 'refused' })).status).toBe('succeeded');
  });
});

describe('error_500', () => {
  it('returns 500 and does nothing', async () => {
    await simulator.fault({ route: '*', fault: 'error_500', times: 1 });
    expect(await errorOf(charge())).toMatchObject({
      type: 'StripeAPIError',
      statusCode: 500,
      rawType: 'api_error',
    });
    expect(await newCharges()).toEqual([]);
  });
});

describe('error_500_after_effect', () => {
  it('returns 500 after it has charged', async () => {
    await simulator.fault({ route, fault: 'error_500_after_effect', times: 1 });
    expect(await errorOf(charge())).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(await newCharges()).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('drop_answer_after_effect', () => {
  it('charges and cuts the connection; the same key gets the response', async () => {
    await simulator.fault({ route, fault: 'drop_answer_after_effect' });
    const error = await errorOf(charge({ idempotencyKey: 'dropped' }));
    expect(error.type).toBe('StripeConnectionError');
    expect(await newCharges()).toHaveLength(1);
    await simulator.clearFaults();
    const replay = await charge({ idempotencyKey: 'dropped' });
    expect(replay.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await newCharges()).toMatchObject([{ paymentIntentId: replay.id }]);
  });
});

describe('rate_limit', () => {
  it('returns 429 like Stripe, with Retry-After if ms is given', async () => {
    await simulator.fault({ route, fault: 'rate_limit', ms: 1_500, times: 1 });
    const error = await errorOf(charge());
    expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
    expect(error.headers?.['retry-after']).toBe('2');
    expect(await newCharges()).toEqual([]);
  });
});

describe('routes', () => {
  it('strike only on their route', async () => {
    await simulator.fault({ route: 'POST /v1/payment_intents/:id/confirm', fault: 'error_500' });
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const error = await errorOf(stripe.paymentIntents.confirm(open.id, { payment_method: 'pm_card_visa' }));
    expect(error.statusCode).toBe(500);
    expect((await stripe.paymentIntents.retrieve(open.id)).status).toBe('requires_payment_method');
  });

  it('rejects an invalid fault with a 400 that says why', async () => {
    const response = await fetch(`${simulator.url}/_simulator/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ route: 'POST /v1/nothing', fault: 'latency' }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_fault', problems: [{ field: 'route' }, { field: 'ms' }] },
    });
  });
});
