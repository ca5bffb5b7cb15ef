import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { v7 as uuidv7 } from 'uuid';
import { keyHash } from '../src/key/idempotent-request.ts';
import { Client, type Got, isReplay, problemOf, replayable, type Sent } from './http-client.fixture.ts';
import { bootOrders, type OrderService, script } from './http-orders.fixture.ts';

let service: OrderService;
let client: Client;

beforeAll(async () => {
  service = await bootOrders();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(async () => {
  script.pay = () => Promise.resolve('paid');
  script.accepts = () => true;
  await service.pool.query('truncate effect, idempotency_key');
});
afterAll(async () => {
  client.close();
  await service.close();
});

const everyTimer = [
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

const key = (): string => uuidv7();
const place = (sent: Sent): Promise<Got> => client.send('/orders', { body: { item: 'tea' }, ...sent });

/** A payment in progress until the test ends it. */
const holdPayment = (): { readonly isRunning: Promise<void>; readonly end: (how?: Error) => void } => {
  const running = Promise.withResolvers<void>();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  script.pay = () => {
    running.resolve();
    return promise;
  };
  return { isRunning: running.promise, end: (error) => (error ? reject(error) : resolve('paid')) };
};

describe('POST with @Idempotent()', () => {
  it.each([
    ['no key', {}, '400 idempotency_key_missing'],
    ['a malformed key', { key: 'a b' }, '400 idempotency_key_malformed'],
    ['a key of 256 characters', { key: 'k'.repeat(256) }, '400 idempotency_key_malformed'],
    ['two header lines', { key: ['abc', 'abc'] }, '400 idempotency_key_malformed'],
    ['an invalid requestId', { body: { item: 'tea', requestId: '' } }, '400 idempotency_key_malformed'],
    [
      'a requestId that differs from the header',
      { key: 'one', body: { item: 'tea', requestId: 'two' } },
      '400 idempotency_key_conflict',
    ],
  ])('refuses %s and runs nothing', async (_, sent, problem) => {
    expect(problemOf(await place(sent))).toBe(problem);
    expect(await service.effects()).toEqual([]);
  });

  it('runs once, and replays byte for byte with Idempotent-Replayed', async () => {
    const k = key();
    const first = await place({ key: k });
    expect([first.status, isReplay(first), first.headers.location]).toEqual([201, false, '/orders/1']);
    const again = await place({ key: k });
    expect([replayable(again), isReplay(again)]).toEqual([replayable(first), true]);
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await service.effects()).toEqual(['began tea', 'finished paid']);
  });

  it('recognizes a key in any spelling', async () => {
    const k = key();
    await place({ key: k });
    for (const sent of [{ key: `"${k}"` }, { key: `"${k}";try=2` }, { key: `  ${k}` }])
      expect(isReplay(await place(sent))).toBe(true);
  });

  it('accepts requestId in place of the header, or with the same key', async () => {
    const k = key();
    const body = { item: 'tea', requestId: k };
    await place({ body });
    expect(isReplay(await place({ key: `"${k}"`, body }))).toBe(true);
  });

  it('ignores the order of members and white space', async () => {
    const k = key();
    await place({ key: k, body: `{"item":"tea","requestId":"${k}"}` });
    const again = await place({ key: k, body: `{ "requestId": "${k}",\n "item": "\\u0074ea" }` });
    expect(isReplay(again)).toBe(true);
  });

  it.each([
    ['another value', '/orders', { body: { item: 'rope' } }],
    ['one more member', '/orders', { body: { item: 'tea', requestId: 'set by the test' } }],
    ['a repeated member', '/orders', { body: '{"item":"tea","item":"tea"}' }],
    ['another route', '/orders/again', {}],
    ['another method', '/orders', { method: 'PUT' }],
    ['a query', '/orders?note=1', {}],
  ])('refuses the key of a finished request with %s, and keeps its response', async (_, path, sent: Sent) => {
    const k = key();
    const first = await place({ key: k });
    const body =
      typeof sent.body === 'object' && 'requestId' in sent.body! ? { item: 'tea', requestId: k } : sent.body;
    const other = await client.send(path, {
      body: { item: 'tea' },
      key: k,
      ...sent,
      ...(body ? { body } : {}),
    });
    expect(problemOf(other)).toBe('422 idempotency_key_reused');
    expect(replayable(await place({ key: k }))).toEqual(replayable(first));
    expect(await service.effects()).toHaveLength(2);
  });

  it('stores a final refusal of the operation, and replays it like a success', async () => {
    const sent = { key: key(), body: { item: 'declined' } };
    const first = await place(sent);
    expect(problemOf(first)).toBe('402 card_declined');
    const again = await place(sent);
    expect([replayable(again), isReplay(again)]).toEqual([replayable(first), true]);
    expect(await service.effects()).toEqual(['began declined', 'finished declined']);
  });

  describe('while the first request is still running', () => {
    it('returns 409 with Retry-After, and 422 for another request', async () => {
      const payment = holdPayment();
      const k = key();
      const first = place({ key: k });
      await payment.isRunning;
      const duplicate = await place({ key: k });
      expect([problemOf(duplicate), duplicate.headers['retry-after']]).toEqual([
        '409 idempotency_in_flight',
        '1',
      ]);
      expect(problemOf(await place({ key: k, body: { item: 'rope' } }))).toBe('422 idempotency_key_reused');
      payment.end();
      expect((await first).status).toBe(201);
    });

    it('waits with Prefer: wait=N, and replays with Preference-Applied', async () => {
      const payment = holdPayment();
      const k = key();
      const first = place({ key: k });
      await payment.isRunning;
      const duplicateIsValid = Promise.withResolvers<void>();
      script.accepts = () => (duplicateIsValid.resolve(), true);
      const duplicate = place({ key: k, headers: { prefer: 'respond-async, wait=60' } });
      await duplicateIsValid.promise;
      await new Promise(setImmediate); // From memory it learns within one turn that it has to wait.
      payment.end();
      expect(replayable(await duplicate)).toEqual(replayable(await first));
      expect((await duplicate).headers).toMatchObject({
        'idempotent-replayed': 'true',
        'preference-applied': 'wait=10',
      });
    });

    it('returns 409 when the wait is over', async () => {
      const payment = holdPayment();
      const k = key();
      const first = place({ key: k });
      await payment.isRunning;
      const duplicate = await place({ key: k, headers: { prefer: 'wait=1' } });
      expect(problemOf(duplicate)).toBe('409 idempotency_in_flight');
      payment.end();
      await first;
    });

    it('continues if the client hangs up, and responds when it retries', async () => {
      const payment = holdPayment();
      const k = key();
      const hangUp = new AbortController();
      const first = place({ key: k, signal: hangUp.signal });
      await payment.isRunning;
      hangUp.abort();
      await expect(first).rejects.toThrow();
      payment.end();
      const again = await eventually(async () => {
        const got = await place({ key: k });
        expect(got.status).toBe(201);
        return got;
      });
      expect(isReplay(again)).toBe(true);
      expect(await service.effects()).toEqual(['began tea', 'finished paid']);
    });
  });

  describe('when the first request failed', () => {
    it.each([
      ['a bug', new TypeError('s3cret'), '500 internal_error'],
      [
        'an unavailable provider',
        new Problem({ code: 'provider_unavailable', status: 503, title: 'away' }, 'Away.'),
        '503 provider_unavailable',
      ],
    ])('because of %s, the same key resumes where it stopped', async (_, error, problem) => {
      const k = key();
      script.pay = () => Promise.reject(error);
      expect(problemOf(await place({ key: k }))).toBe(problem);
      script.pay = () => Promise.resolve('paid');
      const again = await place({ key: k });
      expect([again.status, isReplay(again)]).toEqual([201, false]);
      expect(await service.effects()).toEqual(['began tea', 'finished paid']);
    });

    it.each([
      ['its body', { body: { item: '' } }, '400 validation_failed'],
      ['the syntax of its body', { body: '{"item":' }, '400 malformed_json'],
      ['its authorization', { caller: 'wrong' }, '401 unauthorized'],
      ['its media type', { headers: { 'content-type': 'text/plain' } }, '415 unsupported_media_type'],
      ['its size', { body: { item: 'x'.repeat(300_000) } }, '413 body_too_large'],
      ['its deadline', { headers: { 'x-request-timeout-ms': '0' } }, '504 deadline_exceeded'],
    ])('because of %s, the key stays unused', async (_, sent, problem) => {
      const k = key();
      expect(problemOf(await place({ key: k, ...sent }))).toBe(problem);
      expect((await service.pool.query('select from idempotency_key')).rowCount).toBe(0);
      const retried = await place({ key: k });
      expect([retried.status, isReplay(retried)]).toEqual([201, false]);
    });

    it.each([
      ['route', '/nothing', 'POST', '404 not_found'],
      ['method', '/orders', 'PATCH', '405 method_not_allowed'],
    ])('because of an unknown %s, the key stays unused', async (_, path, method, problem) => {
      const k = key();
      expect(problemOf(await client.send(path, { key: k, method, body: { item: 'tea' } }))).toBe(problem);
      expect((await place({ key: k })).status).toBe(201);
    });
  });

  it('authorizes each replay', async () => {
    const k = key();
    await place({ key: k });
    expect(problemOf(await place({ key: k, caller: 'withdrawn' }))).toBe('401 unauthorized');
  });

  it('separates callers, and sessions of a public route', async () => {
    const k = key();
    const open = (headers: Record<string, string>, caller?: string): Promise<Got> =>
      new Client(service.url).send('/orders/open', { key: k, headers, ...(caller ? { caller } : {}) });
    const requests = [
      () => place({ key: k }),
      () => place({ key: k, caller: 'other-secret' }),
      () => open({ 'x-session': 'a' }),
      () => open({ 'x-session': 'b' }),
    ];
    for (const expected of [false, true])
      for (const send of requests) expect(isReplay(await send())).toBe(expected);
    expect(await service.effects()).toHaveLength(8);
    expect(problemOf(await open({ 'x-session': 'a' }, 'shop-secret'))).toBe('422 idempotency_key_reused');
  });

  describe('with the timestamp of a UUIDv7 key', () => {
    const at = (hours: number, clock = Date.now()): string => uuidv7({ msecs: clock + hours * 3_600_000 });

    afterEach(() => {
      jest.useRealTimers();
    });

    it.each([
      ['72 hours and a minute ago', -72 - 1 / 60, '412 idempotency_key_expired'],
      ['71 hours and 59 minutes ago', -72 + 1 / 60, '201'],
      ['4 minutes ahead', 4 / 60, '201'],
      ['6 minutes ahead', 6 / 60, '400 idempotency_key_malformed'],
    ])('%s', async (_, hours, expected) => {
      expect(problemOf(await place({ key: at(hours) }))).toBe(expected);
      expect(await service.effects()).toHaveLength(expected === '201' ? 2 : 0);
    });

    it('is accepted however old while its operation has no response yet', async () => {
      script.pay = () => Promise.reject(new Error('no response'));
      await place({ key: at(0) });
      const old = at(-100);
      await service.pool.query('update idempotency_key set key_hash = $1', [keyHash('shop', old)]);
      script.pay = () => Promise.resolve('paid');
      await eventually(async () => expect(problemOf(await place({ key: old }))).toBe('201'));
    });

    it('is refused as expired while another operation has no response yet', async () => {
      script.pay = () => Promise.reject(new Error('no response'));
      await place({ key: at(0) });
      expect(problemOf(await place({ key: at(-73) }))).toBe('412 idempotency_key_expired');
    });

    it('refuses a year that Postgres cannot read as too far in the future', async () => {
      const last = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
      expect(problemOf(await place({ key: last }))).toBe('400 idempotency_key_malformed');
    });

    it("uses the database's clock, however wrong the clock of the process is", async () => {
      const now = Date.now();
      jest.useFakeTimers({ now: now - 100 * 3_600_000, doNotFake: [...everyTimer] });
      expect(problemOf(await place({ key: at(0, now) }))).toBe('201');
      jest.setSystemTime(now + 100 * 3_600_000);
      expect(problemOf(await place({ key: at(0, now) }))).toBe('201');
      expect(problemOf(await place({ key: at(-73, now) }))).toBe('412 idempotency_key_expired');
    });
  });
});
