import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe } from 'node:diagnostics_channel';
import { failureOf, forCaller, usersSee } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { aClient, answer, body, Callee, hang, read, reset, withKey, withoutKey } from './callee.fixture.ts';
import { HttpClient } from './http-client.ts';

let callee: Callee;
let baseUrl: string;
let client: HttpClient;

beforeEach(async () => {
  callee = new Callee();
  baseUrl = await callee.listen();
  client = aClient(baseUrl);
});
afterEach(async () => {
  await callee.leave();
  await client.close();
});

/** Counts failed connections to the callee from now on. */
function countRefusals(): () => number {
  let refusals = 0;
  const { port } = new URL(baseUrl);
  subscribe('undici:client:connectError', (message) => {
    if ((message as { connectParams: { port: string } }).connectParams.port === port) refusals += 1;
  });
  return () => refusals;
}

describe('a call', () => {
  it('sends the body unchanged, with type, key and credentials, and returns status, headers and JSON', async () => {
    callee.will(answer(201, { paymentId: 'pay_1' }, { location: '/payments/pay_1' }));
    const response = await client.send(withKey);
    expect(response).toMatchObject({
      status: 201,
      headers: { location: '/payments/pay_1' },
      body: { paymentId: 'pay_1' },
    });
    expect(callee.received).toMatchObject([
      {
        method: 'POST',
        path: '/payments',
        body,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          authorization: 'Bearer s3cret',
          'idempotency-key': '"op-1"',
          'x-retry-attempt': '0',
        },
      },
    ]);
  });

  it('sends neither body, key nor credentials if there are none', async () => {
    const resilience = new Resilience();
    const anonymous = new HttpClient(resilience.dependency({ name: 'x', usersSee }), { baseUrl });
    callee.will(answer(200));
    await anonymous.send(read);
    expect(callee.received[0]?.path).toBe('/payments?orderId=ord_1');
    for (const name of ['content-type', 'authorization', 'idempotency-key', 'priority'])
      expect(callee.received[0]?.headers).not.toHaveProperty([name]);
    await anonymous.close();
  });

  it('has the lowest priority if it is made in the background', async () => {
    const dependency = new Resilience().dependency({ name: 'x', usersSee });
    const background = new HttpClient(dependency, { baseUrl, isBackground: true });
    callee.will(answer(200));
    await background.send(read);
    expect(callee.received[0]?.headers).toMatchObject({ priority: 'u=7' });
    await background.close();
  });

  it('appends its path to that of the base URL', async () => {
    const behindGateway = aClient(`${baseUrl}/payments-api/`);
    callee.will(answer(200));
    await behindGateway.send(read);
    expect(callee.received[0]?.path).toBe('/payments-api/payments?orderId=ord_1');
    await behindGateway.close();
  });

  it('writes a key as a structured-field string', async () => {
    callee.will(answer(200));
    await client.send({ ...withKey, idempotencyKey: String.raw`a"b\c` });
    expect(callee.received[0]?.headers['idempotency-key']).toBe(String.raw`"a\"b\\c"`);
  });

  it.each([
    ['text', 'upstream says no'],
    ['nothing', ''],
    ['broken JSON', '{"a":'],
  ])('that is answered with %s has no body, but its status', async (_, text) => {
    const once = aClient(baseUrl, { attempts: 1 });
    callee.will((response) => response.writeHead(502).end(text));
    expect(await once.send(read)).toMatchObject({ status: 502, body: undefined });
    await once.close();
  });
});

describe('a replayable call', () => {
  it.each([500, 502, 503, 504])('is retried after %d', async (status) => {
    callee.will(answer(status), answer(201, { paymentId: 'pay_1' }));
    expect(await client.send(withKey)).toMatchObject({ status: 201 });
    expect(callee.received).toHaveLength(2);
  });

  it('is retried after the connection broke', async () => {
    callee.will(reset, answer(201));
    expect(await client.send(withKey)).toMatchObject({ status: 201 });
    expect(callee.received).toHaveLength(2);
  });

  it('is retried after the response broke off', async () => {
    callee.will((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":1', () => response.socket?.destroy());
    }, answer(200));
    expect(await client.send(read)).toMatchObject({ status: 200, body: {} });
    expect(callee.received).toHaveLength(2);
  });

  it('sends the same key, the same bytes and its number in every attempt', async () => {
    callee.will(answer(503), reset, answer(201));
    await client.send(withKey);
    expect(callee.received.map(({ headers }) => headers['x-retry-attempt'])).toEqual(['0', '1', '2']);
    expect(new Set(callee.received.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set(['"op-1"']),
    );
    expect(new Set(callee.received.map((request) => request.body))).toEqual(new Set([body]));
  });

  it('is given up after three attempts, with the last response', async () => {
    callee.will(answer(500), answer(502), answer(503, { code: 'provider_unavailable' }));
    expect(await client.send(withKey)).toMatchObject({
      status: 503,
      body: { code: 'provider_unavailable' },
      attempts: 3,
      retriesSuppressedBy: 'attempts',
    });
    expect(callee.received).toHaveLength(3);
  });

  it('says that an earlier attempt may have had its effect, whatever the last response says', async () => {
    const overloaded = answer(503, { code: 'overloaded' });
    callee.will(reset, overloaded, overloaded);
    expect(await client.send(withKey)).toMatchObject({ status: 503, wasSentBefore: true });
    callee.will(answer(429));
    expect(await client.send(withKey)).toMatchObject({ status: 429, wasSentBefore: false });
  });

  it('makes the configured number of attempts', async () => {
    const stubborn = aClient(baseUrl, { attempts: 5 });
    callee.will(answer(503), answer(503), answer(503), answer(503), answer(200));
    expect(await stubborn.send(read)).toMatchObject({ status: 200 });
    expect(callee.received).toHaveLength(5);
    await stubborn.close();
  });

  it.each([200, 201, 302, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 422, 425, 429, 451, 501])(
    'is never retried after %d',
    async (status) => {
      callee.will(answer(status, { code: 'card_declined' }));
      expect(await client.send(withKey)).toMatchObject({ status, body: { code: 'card_declined' } });
      expect(await client.send(read)).toMatchObject({ status });
      expect(callee.received).toHaveLength(2);
    },
  );

  it('is retried after an attempt timed out', async () => {
    const impatient = aClient(baseUrl, { attemptTimeoutMs: 100 });
    callee.will(hang, answer(201));
    expect(await impatient.send(withKey)).toMatchObject({ status: 201 });
    expect(callee.received).toHaveLength(2);
    await impatient.close();
  });
});

describe('a POST without a key', () => {
  it.each([500, 503])('is not retried after %d', async (status) => {
    callee.will(answer(status));
    expect(await client.send(withoutKey)).toMatchObject({
      status,
      attempts: 1,
      retriesSuppressedBy: 'not_replayable',
    });
    expect(callee.received).toHaveLength(1);
  });

  it('is not retried after the connection broke: it may have had its effect', async () => {
    callee.will(reset);
    expect(await failureOf(client.send(withoutKey))).toMatchObject({
      execution: 'unknown',
      dependency: 'payments',
    });
    expect(callee.received).toHaveLength(1);
  });

  it('is retried if it was refused before it left', async () => {
    await callee.leave();
    const refusals = countRefusals();
    expect(await failureOf(client.send(withoutKey))).toMatchObject({ execution: 'not_sent' });
    expect(refusals()).toBe(3);
  });
});

describe('execution', () => {
  it('stays unknown if a later attempt was refused: the first may have had its effect', async () => {
    callee.will((response, self) => void self.leave().then(() => response.destroy()));
    const refusals = countRefusals();
    expect(await failureOf(client.send(withKey))).toMatchObject({ execution: 'unknown' });
    expect([callee.received.length, refusals()]).toEqual([1, 2]);
  });

  it('stays unknown if the first attempt got a 500 and a later one was refused', async () => {
    callee.will((response, self) => response.writeHead(500).end('{}', () => void self.leave()));
    expect(await failureOf(client.send(withKey))).toMatchObject({ execution: 'unknown' });
  });

  it('comes with the error that caused it', async () => {
    await callee.leave();
    const error = await failureOf(client.send(withKey));
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the trace', () => {
  it('of the request is passed on with every attempt', async () => {
    callee.will(answer(503), answer(200));
    await forCaller(5_000, () => client.send(read));
    const sent = callee.received.map(({ headers }) => headers['traceparent']);
    expect(sent).toEqual(Array(2).fill('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'));
  });

  it('starts if there is no request', async () => {
    callee.will(answer(200));
    await client.send(read);
    expect(callee.received[0]?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('close', () => {
  it('lets calls in progress finish and refuses new ones, which are never sent', async () => {
    let release: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) =>
      callee.will((response) => {
        release = () => answer(200)(response, callee);
        resolve();
      }),
    );
    const running = client.send(read);
    await arrived;
    const closed = client.close();
    expect(await failureOf(client.send(withoutKey))).toMatchObject({ execution: 'not_sent' });
    release();
    expect(await running).toMatchObject({ status: 200 });
    await closed;
    expect(callee.received).toHaveLength(1);
  });
});
