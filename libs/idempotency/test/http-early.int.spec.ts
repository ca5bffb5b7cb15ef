import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { v7 as uuidv7 } from 'uuid';
import { Client, type Got, isReplay, problemOf, type Sent } from './http-client.fixture.ts';
import { bootEarly, type EarlyService, layers, maxInFlight, unavailable } from './http-early.fixture.ts';

const allButDate = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

let service: EarlyService;
let client: Client;

beforeAll(async () => {
  service = await bootEarly();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(() => {
  layers.pay = () => Promise.resolve('paid');
});
afterAll(async () => {
  client.close();
  await service.close();
});

const place = (key: string, sent: Sent = {}): Promise<Got> =>
  client.send('/orders', { key, body: '{"item":"tea"}', ...sent });

const worked = () => ({ guarded: layers.guarded, validated: layers.validated, handled: layers.handled });

/** The layers that a request reaches. */
const reached = async (send: () => Promise<Got>): Promise<{ got: Got; guarded: number; handled: number }> => {
  const before = worked();
  const got = await send();
  const after = worked();
  return { got, guarded: after.guarded - before.guarded, handled: after.handled - before.handled };
};

const isEarly = async (send: () => Promise<Got>): Promise<boolean> => {
  const { got, guarded } = await reached(send);
  return isReplay(got) && guarded === 0;
};

/** All of a response but the headers that differ between any two. */
const contentOf = ({ status, headers, body }: Got) => {
  const ofOne = new Set(['date', 'x-request-id']);
  const others = Object.entries(headers).filter(([name]) => !ofOne.has(name));
  return { status, headers: Object.fromEntries(others), body: body.toString() };
};

const replaysCounted = async (): Promise<number> => {
  const metric = await metrics.getSingleMetric('idempotency_claims_total')?.get();
  const values = metric?.values.filter(
    ({ labels }) => labels['operation'] === 'placing' && labels['result'] === 'replay',
  );
  return values?.[0]?.value ?? 0;
};

describe('an exact repeat on a route with early replay', () => {
  it('gets the response of any other repeat, header for header, without the work of any layer', async () => {
    const key = uuidv7();
    const first = await place(key);
    const usual = await reached(() => place(key, { body: '{"item": "tea"}' }));
    expect([first.status, usual.guarded, usual.handled]).toEqual([201, 1, 1]);
    const before = [worked(), await replaysCounted()];
    const early = await place(key);
    expect([worked(), await replaysCounted()]).toEqual([before[0], Number(before[1]) + 1]);
    expect(contentOf(early)).toEqual(contentOf(usual.got));
    expect(early.headers).toMatchObject({
      'x-shop': 'tea',
      location: '/orders/1',
      'content-type': 'application/json; charset=utf-8',
      'idempotent-replayed': 'true',
      'x-content-type-options': 'nosniff',
    });
    expect(early.body).toEqual(first.body);
    expect(early.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await service.effects()).toBe(1);
  });

  it('is recognized by its API key, and on a public route without one', async () => {
    const key = uuidv7();
    const anonymous = new Client(service.url);
    const open = (caller?: string): Promise<Got> =>
      anonymous.send('/orders/open', { key, ...(caller === undefined ? {} : { caller }) });
    for (const caller of [undefined, 'shop-secret'])
      for (const expected of [false, true]) expect(isReplay(await open(caller))).toBe(expected);
    expect(problemOf(await open('wrong'))).toBe('401 unauthorized');
    anonymous.close();
  });

  it.each<[string, Sent, string]>([
    ['an unknown API key', { caller: 'wrong' }, '401 unauthorized'],
    ['another value', { body: '{"item":"rope"}' }, '422 idempotency_key_reused'],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, '415 unsupported_media_type'],
    ['a body cut short', { body: '{"item":"tea"' }, '400 malformed_json'],
    ['a used-up deadline', { headers: { 'x-request-timeout-ms': '0' } }, '504 deadline_exceeded'],
    ['another method', { method: 'PATCH' }, '405 method_not_allowed'],
  ])('is none with %s', async (_, sent, problem) => {
    const key = uuidv7();
    await place(key);
    expect(problemOf(await place(key, sent))).toBe(problem);
    expect(await isEarly(() => place(key))).toBe(true);
  });

  it('is none with another URL, or with a second header line', async () => {
    const key = uuidv7();
    await place(key);
    const elsewhere = await client.send('/orders?note=1', { key, body: '{"item":"tea"}' });
    expect(problemOf(elsewhere)).toBe('422 idempotency_key_reused');
    expect(problemOf(await client.send('/orders/by-the-book', { key, body: '{"item":"tea"}' }))).toBe(
      '422 idempotency_key_reused',
    );
    expect(problemOf(await place(key, { key: [key, key] }))).toBe('400 idempotency_key_malformed');
  });

  it('is none for another caller, who owns another key', async () => {
    const key = uuidv7();
    await place(key);
    const { got, handled } = await reached(() => place(key, { caller: 'other-secret' }));
    expect([got.status, isReplay(got), handled]).toEqual([201, false, 1]);
  });

  it('is none for an unknown key', async () => {
    await place(uuidv7());
    const { got, guarded, handled } = await reached(() => place(uuidv7()));
    expect([got.status, isReplay(got), guarded, handled]).toEqual([201, false, 1, 1]);
  });

  it('is none while the response is provisional or the request fails', async () => {
    const key = uuidv7();
    layers.pay = () => Promise.reject(new Error('no response'));
    for (const status of [202, 202]) expect((await place(key)).status).toBe(status);
    const other = uuidv7();
    layers.pay = () => Promise.reject(unavailable);
    for (const guarded of [1, 1]) expect((await reached(() => place(other))).guarded).toBe(guarded);
  });
});

describe('a route without early replay', () => {
  it('runs its guards on each repeat', async () => {
    const key = uuidv7();
    const send = (): Promise<Got> => client.send('/orders/by-the-book', { key, body: { item: 'tea' } });
    await send();
    for (const guarded of [1, 1])
      expect(await reached(send)).toMatchObject({ guarded, got: { status: 201 } });
  });
});

describe('with the timestamp of a UUIDv7 key', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it("leaves the decision to the database's clock once half the retention is over", async () => {
    const key = uuidv7();
    await place(key);
    expect(await isEarly(() => place(key))).toBe(true);
    jest.useFakeTimers({ now: Date.now() + 37 * 3_600_000, doNotFake: [...allButDate] });
    const { got, guarded } = await reached(() => place(key));
    expect([got.status, isReplay(got), guarded]).toEqual([201, true, 1]);
  });
});

describe('the limits of the service', () => {
  it('come first: an overloaded service refuses an exact repeat', async () => {
    const key = uuidv7();
    await place(key);
    const { promise, resolve } = Promise.withResolvers<string>();
    const running: PromiseWithResolvers<void>[] = Array.from({ length: maxInFlight }, () =>
      Promise.withResolvers(),
    );
    let started = 0;
    layers.pay = () => {
      running[started++]?.resolve();
      return promise;
    };
    const held = running.map(() => place(uuidv7()));
    await Promise.all(running.map(({ promise: isRunning }) => isRunning));
    expect(problemOf(await place(key))).toBe('503 overloaded');
    resolve('paid');
    await Promise.all(held);
    expect(await isEarly(() => place(key))).toBe(true);
  });
});
