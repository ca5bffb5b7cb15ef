import { describe, expect, it } from '@jest/globals';
import { faultSchema, matchesRoute } from './fault.ts';
import { Faults } from './faults.ts';

const create = 'POST /v1/payment_intents';
const confirm = 'POST /v1/payment_intents/:id/confirm';
const schema = faultSchema([create, confirm]);

describe('matchesRoute', () => {
  it.each([
    [create, create, true],
    [create, 'GET /v1/payment_intents', false],
    [create, 'POST /v1/payment_intents/pi_1/confirm', false],
    [confirm, 'POST /v1/payment_intents/pi_1/confirm', true],
    ['POST /v1/payment_intents/pi_2/confirm', 'POST /v1/payment_intents/pi_1/confirm', false],
    ['*', 'GET /v1/charges', true],
  ])('%s against %s: %s', (pattern, route, expected) => {
    expect(matchesRoute(pattern, route)).toBe(expected);
  });
});

describe('faultSchema', () => {
  it.each([
    { route: create, fault: 'refuse' },
    { route: 'POST /v1/payment_intents/pi_1/confirm', fault: 'hang', times: 1 },
    { route: '*', fault: 'latency', ms: 100 },
    { route: 'webhooks', fault: 'withhold' },
  ])('accepts %j', (fault) => {
    expect(schema.safeParse(fault).success).toBe(true);
  });

  it.each([
    [{ route: 'POST /v1/nothing', fault: 'refuse' }, 'route'],
    [{ route: create, fault: 'explode' }, 'fault'],
    [{ route: create, fault: 'duplicate' }, 'fault'],
    [{ route: 'webhooks', fault: 'error_500' }, 'fault'],
    [{ route: '*', fault: 'withhold' }, 'fault'],
    [{ route: create, fault: 'latency' }, 'ms'],
    [{ route: create, fault: 'hang', times: 0 }, 'times'],
    [{ route: create, fault: 'hang', ms: -1 }, 'ms'],
  ])('refuses %j because of its %s', (fault, field) => {
    expect(schema.safeParse(fault).error?.issues.map(({ path }) => path.join('.'))).toContain(field);
  });
});

describe('Faults', () => {
  it('strikes as often as ordered, the oldest first, and counts', () => {
    const faults = new Faults();
    faults.add({ route: create, fault: 'refuse', times: 1 });
    faults.add({ route: '*', fault: 'reset' });
    faults.add({ route: 'webhooks', fault: 'withhold' });
    const strikes = [1, 2, 3].map(() => faults.strikeRequest('POST', '/v1/payment_intents')?.fault);
    expect(strikes).toEqual(['refuse', 'reset', 'reset']);
    expect(faults.list().map(({ struck, isSpent }) => [struck, isSpent])).toEqual([
      [1, true],
      [2, false],
      [0, false],
    ]);
  });

  it('treats that many keys as in use, each one every time', () => {
    const faults = new Faults();
    faults.add({ route: create, fault: 'key_in_use', times: 2 });
    const strikes = ['a', 'b', 'c', 'a', undefined, 'b'].map(
      (key) => faults.strikeRequest('POST', '/v1/payment_intents', key)?.fault ?? 'served',
    );
    expect(strikes).toEqual(['key_in_use', 'key_in_use', 'served', 'key_in_use', 'served', 'key_in_use']);
    expect(faults.list()).toMatchObject([{ struck: 4, isSpent: true }]);
  });

  it('releases held requests when it is cleared', async () => {
    const faults = new Faults();
    faults.add({ route: 'webhooks', fault: 'withhold' });
    const held = faults.strikeWebhook()?.hold();
    const delayed = faults.strikeWebhook()?.hold(60_000);
    expect(faults.clear()).toBe(1);
    await Promise.all([held, delayed]);
    expect(faults.strikeWebhook()).toBeUndefined();
  });
});
