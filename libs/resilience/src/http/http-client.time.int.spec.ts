import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failureOf, forCaller } from '../pipeline/pipeline.fixture.ts';
import { aClient, answer, Callee, hang, read, withKey } from './callee.fixture.ts';
import { type HttpClient } from './http-client.ts';

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

describe('Retry-After', () => {
  it('is waited for, and no longer than up to a tenth more', async () => {
    callee.will(answer(503, {}, { 'retry-after': '1' }), answer(201));
    const start = performance.now();
    expect(await client.send(withKey)).toMatchObject({ status: 201 });
    const tookMs = performance.now() - start;
    expect(tookMs).toBeGreaterThanOrEqual(1_000);
    expect(tookMs).toBeLessThan(1_300);
  });

  it('may be a date', async () => {
    const inTwoSeconds = () => new Date(Date.now() + 2_000).toUTCString();
    callee.will((response, self) => {
      answer(503, {}, { 'retry-after': inTwoSeconds() })(response, self);
    }, answer(201));
    const start = performance.now();
    expect(await client.send(withKey)).toMatchObject({ status: 201 });
    // The date has whole seconds.
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('that does not fit keeps every other call away until it is over', async () => {
    callee.will(answer(503, {}, { 'retry-after': '30' }));
    await client.send(withKey);
    const error = await failureOf(client.send(read));
    expect(error).toMatchObject({ reason: 'cool_down', fate: 'unsent' });
    expect(error.retryAfterMs).toBeGreaterThan(29_000);
    expect(callee.received).toHaveLength(1);
  });

  it.each(['', 'abc', '-5', '1.5', '0x10', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'that reads %p is not waited for',
    async (header) => {
      callee.will(answer(503, {}, { 'retry-after': header }), answer(201));
      expect(await client.send(withKey)).toMatchObject({ status: 201 });
      expect(await client.send(withKey)).toMatchObject({ status: 201 });
    },
  );

  it.each(['5', '60', '1000000'])(
    'of %s s that does not fit ends the call with that answer',
    async (seconds) => {
      callee.will(answer(503, { code: 'provider_unavailable' }, { 'retry-after': seconds }));
      expect(await client.send(withKey)).toMatchObject({ status: 503, headers: { 'retry-after': seconds } });
      expect(callee.received).toHaveLength(1);
    },
  );
});

describe('time', () => {
  it('that an attempt has runs out: the fate is unknown', async () => {
    const impatient = aClient(baseUrl, { attemptTimeoutMs: 100, attempts: 1 });
    callee.will(hang);
    const error = await failureOf(impatient.send(withKey));
    expect(error).toMatchObject({ fate: 'unknown', message: 'payments: no answer within 100 ms' });
    await impatient.close();
  });

  it('also limits an answer that only begins', async () => {
    const impatient = aClient(baseUrl, { attemptTimeoutMs: 100, attempts: 1 });
    callee.will((response) => void response.writeHead(200).write('{'));
    expect(await failureOf(impatient.send(withKey))).toMatchObject({ fate: 'unknown' });
    await impatient.close();
  });

  it('that all attempts have together runs out before the attempts do', async () => {
    const hurried = aClient(baseUrl, { attemptTimeoutMs: 150, deadlineMs: 150, attempts: 10 });
    callee.will(hang);
    expect(await failureOf(hurried.send(withKey))).toMatchObject({ fate: 'unknown' });
    expect(callee.received).toHaveLength(1);
    expect(Number(callee.received[0]?.headers['x-request-timeout-ms'])).toBeLessThanOrEqual(150);
    await hurried.close();
  });

  it('is told to the callee: what this attempt has', async () => {
    callee.will(answer(200));
    await client.send(read);
    const told = Number(callee.received[0]?.headers['x-request-timeout-ms']);
    expect(told).toBeGreaterThan(1_900);
    expect(told).toBeLessThanOrEqual(2_000);
  });

  it('is shortened by how long the caller will wait, with something left for our own answer', async () => {
    callee.will(answer(200));
    await forCaller(500, () => client.send(read));
    const told = Number(callee.received[0]?.headers['x-request-timeout-ms']);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(480);
  });

  it('that the caller no longer has is not spent: nothing is sent', async () => {
    callee.will(answer(200));
    for (const ms of [0, -1_000, 60]) {
      const error = await failureOf(forCaller(ms, () => client.send(read)));
      expect(error).toMatchObject({ fate: 'unsent', message: 'payments: no time left to call it' });
    }
    expect(callee.received).toEqual([]);
  });

  it('that the caller has is not longer than our own', async () => {
    callee.will(answer(200));
    await forCaller(30_000, () => client.send(read));
    expect(Number(callee.received[0]?.headers['x-request-timeout-ms'])).toBeLessThanOrEqual(2_000);
  });
});
