import { beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { answer, broken, FakeApi, hang, htmlPage, problem } from './api.fixture.ts';
import { type ClientOptions } from './client-options.ts';
import { IdempotentClient } from './idempotent-client.ts';
import { memoryStorage } from './keys/memory-storage.ts';
import { type ClientOperation } from './operation.ts';
import { type Runtime } from './runtime.ts';

interface Made {
  readonly kind: 'made';
  readonly id: string;
}

let api: FakeApi;
const made = answer(201, { id: 't1' });
const busy = problem(503, 'service_unavailable');

const anOperation = (over: Partial<ClientOperation<Made>> = {}): ClientOperation<Made> => ({
  name: 'op-1',
  path: '/things',
  body: { b: 2, a: 1 },
  recognize: ({ status, json }) =>
    status === 201 && typeof json === 'object'
      ? { result: { kind: 'made', ...(json as { id: string }) }, state: 'succeeded' }
      : undefined,
  ...over,
});

const aClient = (options: Partial<ClientOptions> = {}): IdempotentClient =>
  new IdempotentClient({
    baseUrl: 'https://shop.example/api/',
    storage: memoryStorage(),
    runtime: api.runtime,
    ...options,
  });

const submit = (options: Partial<ClientOptions> = {}) => api.pass(aClient(options).submit(anOperation()));

beforeEach(() => {
  api = new FakeApi();
});

describe('a request', () => {
  it('sends the key as a structured string, the canonical body and its time limit', async () => {
    api.will(made);
    const outcome = await submit({ preferWaitSeconds: 3 });
    const [{ url, method, headers, body }] = api.received as [(typeof api.received)[0]];
    expect([method, url, body]).toEqual(['POST', 'https://shop.example/api/things', '{"a":1,"b":2}']);
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': `"${outcome.key}"`,
      prefer: 'wait=3',
      'x-request-timeout-ms': '5000',
    });
  });

  it('sends the app’s headers, requested each time, without replacing the client’s own', async () => {
    api.will(broken, made);
    let asked = 0;
    const headers = () => ({ authorization: `Bearer ${(asked += 1)}`, 'idempotency-key': 'mine' });
    const { key } = await submit({ headers });
    expect(api.received.map((each) => each.headers.get('authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
    expect(api.keysReceived).toEqual([`"${key}"`, `"${key}"`]);
  });
});

describe('retries', () => {
  it.each([
    ['a broken connection', broken],
    ['408', problem(408, 'request_timeout')],
    ['429', problem(429, 'too_many_attempts')],
    ['500', problem(500, 'internal_error')],
    ['502 in HTML', answer(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' })],
    ['503', busy],
    ['409 idempotency_in_flight', problem(409, 'idempotency_in_flight')],
    ['a page instead of a response', htmlPage],
    ['a broken 201', answer(201, '{"id":')],
  ])('send the same key and bytes again after %s', async (_, reply) => {
    api.will(reply, reply, made);
    expect(await submit()).toMatchObject({ kind: 'made', id: 't1', attempts: 3, isReplay: false });
    expect(new Set(api.keysReceived).size).toBe(1);
    expect(new Set(api.received.map(({ body }) => body)).size).toBe(1);
  });

  it.each([
    ['400', problem(400, 'validation_failed')],
    ['401', problem(401, 'unauthorized')],
    ['404', problem(404, 'not_found')],
    ['409 of another code', problem(409, 'price_changed')],
    ['422', problem(422, 'product_unknown')],
  ])('do not follow %s', async (_, reply) => {
    api.will(reply);
    expect(await submit()).toMatchObject({ kind: 'refused', attempts: 1 });
    expect(api.received).toHaveLength(1);
  });

  it('pause longer each time, and stop after five attempts', async () => {
    api.will(broken);
    const outcome = await submit();
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'network', attempts: 5, mayHaveRun: true });
    expect(api.pausesMs).toEqual([199, 399, 799, 1_599]);
  });

  it('follow an attempt that timed out; the call ends within its deadline', async () => {
    api.will(hang);
    const start = api.now;
    expect(await submit()).toMatchObject({ kind: 'unknown', reason: 'timeout', attempts: 5 });
    expect(api.now - start).toBe(5 * 5_000 + 199 + 399 + 799 + 1_599);
  });

  it('leave no timer behind', async () => {
    api.will(broken, made);
    await submit();
    expect(api.timersLeft).toBe(0);
  });

  it('end if a pause took longer than planned because the tab was asleep', async () => {
    api.will(broken, made);
    const delay: Runtime['delay'] = async (ms, signal) => {
      await api.runtime.delay(ms, signal);
      api.now += 60_000;
    };
    const runtime = { ...api.runtime, delay };
    expect(await submit({ runtime })).toMatchObject({ kind: 'unknown', reason: 'network', attempts: 1 });
  });

  it('shorten the last attempt to the time left, and send it to the server', async () => {
    api.will(problem(503, 'service_unavailable', { 'retry-after': '27' }), hang);
    expect(await submit()).toMatchObject({ kind: 'unknown', attempts: 2 });
    expect(api.received.map(({ headers }) => headers.get('x-request-timeout-ms'))).toEqual(['5000', '1501']);
  });
});

describe('Retry-After', () => {
  it.each([
    ['7', 13_999],
    ['Thu, 15 Jan 2026 00:00:09 GMT', 17_999],
    ['0', 199],
  ])('of %s is kept to, with a random pause after it', async (header, ms) => {
    api.will(problem(503, 'service_unavailable', { 'retry-after': header }), made);
    expect(await submit()).toMatchObject({ kind: 'made', attempts: 2 });
    expect(api.pausesMs).toEqual([ms]);
  });

  it('past the deadline ends the call immediately, and is returned', async () => {
    api.will(problem(503, 'service_unavailable', { 'retry-after': '30' }));
    const start = api.now;
    expect(await submit()).toMatchObject({
      kind: 'unknown',
      reason: 'busy',
      status: 503,
      problem: { code: 'service_unavailable' },
      attempts: 1,
      retryAfterMs: 30_000,
    });
    expect(api.now).toBe(start);
  });
});

describe('a key that is refused for its time', () => {
  const limited = problem(429, 'too_many_attempts');
  /** By a server whose clock is 10 minutes behind. */
  const ofTheFuture = problem(400, 'idempotency_key_malformed', { date: 'Wed, 14 Jan 2026 23:50:00 GMT' });

  it('is replaced although an earlier request was refused without effect', async () => {
    api.will(limited, ofTheFuture, made);
    expect(await submit()).toMatchObject({ kind: 'made', attempts: 3 });
  });

  it('is not replaced after a lost response: a copy may arrive once its time has come', async () => {
    api.will(hang, ofTheFuture, made);
    expect(await submit()).toMatchObject({ kind: 'unknown', attempts: 2 });
    expect(new Set(api.keysReceived).size).toBe(1);
  });

  it('is replaced once per call, by a request beyond the limit', async () => {
    api.will(ofTheFuture);
    expect(await submit({ attempts: 1 })).toMatchObject({ kind: 'refused', attempts: 2 });
    api.will(ofTheFuture, broken);
    expect(await submit({ attempts: 1 })).toMatchObject({ kind: 'unknown', attempts: 2 });
  });

  it('is not replaced without the time for another request', async () => {
    api.will(async (...request) => {
      await api.delay(4_960);
      return ofTheFuture(...request);
    }, made);
    expect(await submit({ attempts: 1, deadlineMs: 5_000 })).toMatchObject({ kind: 'refused', attempts: 1 });
  });

  it('is replaced again after the clock of this device was set', async () => {
    const client = aClient({ runtime: { ...api.runtime, newKey: (ms) => uuidv7({ msecs: ms }) } });
    const date = 'Mon, 19 Jan 2026 00:00:00 GMT';
    api.will(problem(412, 'idempotency_key_expired', { date }), made);
    await api.pass(client.submit(anOperation()));
    api.now = Date.parse(date);
    api.will(problem(400, 'idempotency_key_malformed', { date }), made);
    const later = await api.pass(client.submit(anOperation({ name: 'op-2' })));
    expect(later).toMatchObject({ kind: 'made', attempts: 2 });
  });
});

describe('an outcome', () => {
  it('is marked as a replay', async () => {
    api.will(answer(201, { id: 't1' }, { 'idempotent-replayed': 'true' }));
    expect(await submit()).toMatchObject({ kind: 'made', isReplay: true });
  });

  it.each([
    ['a redirect', answer(307, '', { location: 'https://elsewhere.example/' })],
    ['a firewall’s page', answer(403, '<html>Blocked</html>', { 'content-type': 'text/html' })],
    ['JSON that is not a problem', answer(403, { message: 'Forbidden' })],
  ])('is unknown, and asked for once, after %s', async (_, reply) => {
    api.will(reply);
    expect(await submit()).toMatchObject({ kind: 'unknown', reason: 'untrusted', attempts: 1 });
  });

  it('is never a success because of a page with status 200', async () => {
    api.will(htmlPage);
    expect(await submit()).toMatchObject({ kind: 'unknown', reason: 'untrusted', status: 200, attempts: 5 });
  });

  it('after nothing but rate limits is unknown, with nothing run', async () => {
    api.will(problem(429, 'too_many_attempts'));
    expect(await submit()).toMatchObject({ kind: 'unknown', reason: 'busy', mayHaveRun: false });
  });
});
