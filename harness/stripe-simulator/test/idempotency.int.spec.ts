import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess({ LOG_LEVEL: 'info' });
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

const form = (change: Record<string, string> = {}): Record<string, string> => ({
  amount: '4200',
  currency: 'usd',
  confirm: 'true',
  payment_method: 'pm_card_visa',
  ...change,
});

const send = async (key: string, change?: Record<string, string>) => {
  const response = await simulator.post('/v1/payment_intents', form(change), { 'Idempotency-Key': key });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const chargesOf = async (key: string) => {
  const charges = await simulator.charges();
  return charges.filter(({ idempotencyKey }) => idempotencyKey === key);
};

describe('Idempotency-Key', () => {
  it.each([
    ['a success', {}, 200],
    ['a decline', { payment_method: 'pm_card_chargeDeclined' }, 402],
    ['an error during execution', { payment_method: 'pm_card_none' }, 400],
  ])('replays %s byte by byte', async (name, change, status) => {
    const first = await send(name, change);
    const second = await send(name, change);
    expect([first.status, second.status, second.text]).toEqual([status, status, first.text]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('idempotency-key')).toBe(name);
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(second.headers.get('stripe-should-retry')).toBe('false');
    expect(await chargesOf(name)).toHaveLength(status === 400 ? 0 : 1);
  });

  it('replays a 500 that came after the effect, through the SDK too', async () => {
    await simulator.fault({ route: 'POST /v1/payment_intents', fault: 'error_500_after_effect', times: 1 });
    const attempt = () =>
      stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'lost', maxNetworkRetries: 2 });
    const [first, second] = [await errorOf(attempt()), await errorOf(attempt())];
    expect([first.statusCode, second.statusCode]).toEqual([500, 500]);
    expect(second.headers?.['idempotent-replayed']).toBe('true');
    const found = await stripe.charges.list({ limit: 1 });
    expect(found.data[0]).toMatchObject({ status: 'succeeded' });
    expect(await chargesOf('lost')).toHaveLength(1);
  });

  it('ignores the order of parameters', async () => {
    const first = await send('order', { 'metadata[a]': '1', 'metadata[b]': '2' });
    const second = await send('order', { 'metadata[b]': '2', 'metadata[a]': '1' });
    expect(second.text).toBe(first.text);
  });

  it('refuses other parameters and another endpoint, and keeps the first response', async () => {
    const first = await stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'mismatch' });
    const other = await errorOf(
      stripe.paymentIntents.create(aCharge({ amount: 9_900 }), { idempotencyKey: 'mismatch' }),
    );
    expect(other).toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
      rawType: 'idempotency_error',
    });
    expect(other.message).toBe(
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        "Try using a key other than 'mismatch' if you meant to execute a different request.",
    );
    const elsewhere = await errorOf(
      stripe.refunds.create({ charge: 'ch_1' }, { idempotencyKey: 'mismatch' }),
    );
    expect(elsewhere.message).toContain("('/v1/refunds' vs '/v1/payment_intents')");
    const replay = await stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'mismatch' });
    expect(replay.id).toBe(first.id);
  });

  it('stores nothing for requests that never executed', async () => {
    expect((await send('fixed', { amount: 'many' })).status).toBe(400);
    await simulator.fault({ route: '*', fault: 'rate_limit', times: 1 });
    expect((await send('fixed')).status).toBe(429);
    await simulator.fault({ route: '*', fault: 'error_500', times: 1 });
    expect((await send('fixed')).status).toBe(500);
    const unauthorised = await errorOf(
      simulator.stripe({}, 'sk_test_other').paymentIntents.create(aCharge(), { idempotencyKey: 'fixed' }),
    );
    expect(unauthorised.statusCode).toBe(401);
    expect((await send('fixed')).status).toBe(200);
    expect(await chargesOf('fixed')).toHaveLength(1);
  });

  it('accepts at most 255 characters', async () => {
    expect((await send('k'.repeat(255))).status).toBe(200);
    expect((await send('k'.repeat(256))).status).toBe(400);
  });

  it('returns 409 while the first use is still running', async () => {
    await simulator.fault({ route: 'POST /v1/payment_intents', fault: 'latency', ms: 60_000, times: 1 });
    const slow = stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'busy' });
    const busy = await new Promise<Stripe.errors.StripeError>((resolve) => {
      const again = async (): Promise<void> => {
        const [fault] = await simulator.faults();
        if (fault?.struck !== 1) return again();
        resolve(await errorOf(stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'busy' })));
      };
      void again();
    });
    expect(busy).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect(busy.headers?.['stripe-should-retry']).toBe('true');
    await simulator.clearFaults();
    const paid = await slow;
    const replay = await stripe.paymentIntents.create(aCharge(), { idempotencyKey: 'busy' });
    expect(replay.id).toBe(paid.id);
  });

  it('creates one charge for 20 concurrent requests', async () => {
    await simulator.fault({ route: 'POST /v1/payment_intents', fault: 'latency', ms: 50, times: 1 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('twenty')));
    await simulator.clearFaults();
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true);
    expect(statuses.has(409)).toBe(true);
    expect(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
    expect(await chargesOf('twenty')).toHaveLength(1);
  });
});

describe('kill -9 in the middle of a stream of charges', () => {
  it('leaves one charge per key, and the response that a client has seen', async () => {
    const keys = Array.from({ length: 120 }, (_, index) => `crash-${index}`);
    const seen = new Map<string, string>();
    const charge = async (key: string): Promise<void> => {
      const intent = await stripe.paymentIntents.create(aCharge({ metadata: { key } }), {
        idempotencyKey: key,
      });
      seen.set(key, intent.id);
    };
    for (const wave of [0, 40, 80]) {
      const running = keys.slice(wave, wave + 40).map(charge);
      await Promise.race(running);
      await simulator.signal('SIGKILL');
      await Promise.allSettled(running);
      stripe = (await simulator.start()).stripe();
    }
    expect(seen.size).toBeLessThan(keys.length);
    const known = new Map(seen);
    await Promise.all(keys.map(charge));

    for (const [key, id] of known) expect(seen.get(key)).toBe(id);
    const charges = (await simulator.charges()).filter(({ metadata }) => metadata['key'] !== undefined);
    expect(charges.map(({ metadata }) => metadata['key']).sort()).toEqual([...keys].sort());
    const events = await stripe.events
      .list({ type: 'charge.succeeded', limit: 100 })
      .autoPagingToArray({ limit: 1_000 });
    const eventCharges = events.map(({ data }) => (data.object as Stripe.Charge).id);
    expect(charges.every(({ chargeId }) => eventCharges.filter((id) => id === chargeId).length === 1)).toBe(
      true,
    );
  });
});
