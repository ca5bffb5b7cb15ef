import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type DependencyOptions } from '../dependency.options.ts';
import { manualClock } from '../manual-clock.fixture.ts';
import { failureOf } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { aClient, answer, Callee, hang, read, reset, withKey, withoutKey } from './callee.fixture.ts';
import { type HttpClient, type HttpClientOptions } from './http-client.ts';

let callee: Callee;
let baseUrl: string;
let resilience: Resilience;
const clients: HttpClient[] = [];

function client(options: Partial<DependencyOptions> = {}, http: Partial<HttpClientOptions> = {}): HttpClient {
  const made = aClient(baseUrl, options, http, resilience);
  clients.push(made);
  return made;
}

beforeEach(async () => {
  resilience = new Resilience();
  callee = new Callee();
  baseUrl = await callee.listen();
});
afterEach(async () => {
  await callee.leave();
  await Promise.all(clients.splice(0).map((each) => each.close()));
});

const tripsAtOnce = { consecutiveFailures: 1, consecutiveSpanMs: 0 };
const breaker = () => resilience.snapshots()[0]?.breaker;

describe('a service that fails', () => {
  it('is not called while its breaker is open', async () => {
    const payments = client({ attempts: 1, breaker: tripsAtOnce });
    callee.will(answer(503));
    expect(await payments.send(withKey)).toMatchObject({ status: 503 });
    expect(await failureOf(payments.send(withKey))).toMatchObject({
      reason: 'breaker_open',
      execution: 'not_sent',
    });
    expect(callee.received).toHaveLength(1);
  });

  it.each([400, 401, 404, 409, 422, 425, 429, 501])(
    'is not counted as failing if it responds with %d',
    async (status) => {
      const payments = client({ breaker: tripsAtOnce });
      callee.will(answer(status));
      for (let call = 0; call < 3; call += 1) await payments.send(withKey);
      expect(breaker()).toMatchObject({ state: 'closed', failures: 0 });
    },
  );

  it('is probed by one call, whose 4xx also closes the breaker', async () => {
    const payments = client({ attempts: 1, breaker: { ...tripsAtOnce, openMs: 30, openJitterPercent: 0 } });
    callee.will(reset, answer(404));
    await failureOf(payments.send(read));
    expect(breaker()).toMatchObject({ state: 'open', failuresByCause: { connection_lost: 1 } });
    await eventually(() => expect(breaker()?.state).toBe('half_open'));
    expect(await payments.send(read)).toMatchObject({ status: 404 });
    expect(breaker()).toMatchObject({ state: 'closed' });
  });

  it('is not retried if it sends X-Should-Retry: false', async () => {
    callee.will(answer(503, {}, { 'x-should-retry': 'false' }));
    const response = await client().send(withKey);
    expect(response).toMatchObject({ status: 503, attempts: 1, retriesSuppressedBy: 'not_retryable' });
    expect(callee.received).toHaveLength(1);
  });
});

describe('more calls than the bulkhead holds', () => {
  it('are refused without being sent; those that fit have a connection each', async () => {
    const clock = manualClock();
    resilience = new Resilience({ clock });
    const payments = client({ bulkhead: { limit: 2 }, attempts: 1 });
    callee.will(hang);
    const running = [payments.send(read), payments.send(read)].map(failureOf);
    await eventually(() => expect(callee.received).toHaveLength(2));
    expect(await failureOf(payments.send(withoutKey))).toMatchObject({
      reason: 'bulkhead_full',
      execution: 'not_sent',
    });
    clock.advance(2_000);
    await Promise.all(running);
    expect(callee.received).toHaveLength(2);
    callee.will(answer(200));
    expect(await Promise.all([payments.send(read), payments.send(read)])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
  });
});

describe('refine', () => {
  it('changes the outcome of a response', async () => {
    const payments = client(
      {},
      {
        refine: (outcome, { status }) =>
          status === 404 ? { ...outcome, breakerSignal: 'failure', retry: 'if_replayable' } : outcome,
      },
    );
    callee.will(answer(404), answer(200));
    expect(await payments.send(read)).toMatchObject({ status: 200, attempts: 2 });
  });

  it('leaves the response unchanged if it throws', async () => {
    const payments = client(
      {},
      {
        refine: () => {
          throw new Error('a broken rule');
        },
      },
    );
    callee.will(answer(503, { code: 'x' }));
    expect(await payments.send(read)).toMatchObject({ status: 503, body: { code: 'x' }, attempts: 1 });
  });
});

describe('a request that cannot be written', () => {
  it("is the caller's error: thrown unchanged, not sent, and not counted against the dependency", async () => {
    const payments = client({ breaker: tripsAtOnce });
    callee.will(answer(200));
    const withLineBreak = payments.send({ ...withKey, idempotencyKey: 'a\nb' });
    await expect(withLineBreak).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
    expect(callee.received).toEqual([]);
    expect(breaker()).toMatchObject({ state: 'closed', failures: 0 });
  });
});

describe('a response over 4 MiB', () => {
  it('is not read to its end', async () => {
    callee.will((response) => response.writeHead(200).end(Buffer.alloc(4 * 1024 * 1024 + 1, '1')));
    const error = await failureOf(client({ attempts: 1 }).send(read));
    expect(error).toMatchObject({ reason: 'connection_lost', execution: 'unknown' });
  });
});

describe('a connection that hangs while opening', () => {
  let silent: Server;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    silent = createServer((socket) => sockets.push(socket));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    silent.close();
    await once(silent, 'close');
  });

  it('has sent nothing, so even a POST without a key is retried', async () => {
    // An unanswered handshake hangs like a connection to nowhere.
    const { port } = silent.address() as AddressInfo;
    const payments = aClient(`https://127.0.0.1:${port}`, { attemptTimeoutMs: 1_000 });
    const error = await failureOf(payments.send(withoutKey));
    expect(error).toMatchObject({
      reason: 'connect_failed',
      execution: 'not_sent',
      attempts: ['connect_failed', 'connect_failed', 'connect_failed'],
    });
    await payments.close();
  });
});
