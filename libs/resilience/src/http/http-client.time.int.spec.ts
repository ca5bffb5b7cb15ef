import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { subscribe } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { type DependencyOptions } from '../dependency.options.ts';
import { manualClock, type ManualClock } from '../manual-clock.fixture.ts';
import { failureOf, forCaller } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { aClient, answer, Callee, hang, read, withKey } from './callee.fixture.ts';
import { type HttpClient } from './http-client.ts';

let callee: Callee;
let baseUrl: string;
let client: HttpClient;
/** The clock of the pipelines. */
let clock: ManualClock;
let resilience: Resilience;

/** Attempts of 10 s on a manual clock. Connecting takes real time, and may use half of it. */
const onClock = (options: Partial<DependencyOptions> = {}): HttpClient =>
  aClient(baseUrl, { attemptTimeoutMs: 10_000, deadlineMs: 30_000, ...options }, {}, resilience);

beforeEach(async () => {
  callee = new Callee();
  baseUrl = await callee.listen();
  client = aClient(baseUrl);
  clock = manualClock();
  resilience = new Resilience({ clock });
});
afterEach(async () => {
  await callee.leave();
  await client.close();
});

describe('Retry-After', () => {
  it('is respected, plus at most a tenth', async () => {
    const patient = onClock();
    const delays: number[] = [];
    resilience.listen((event) => event.type === 'retry.scheduled' && delays.push(event.delayMs));
    callee.will(answer(503, {}, { 'retry-after': '1' }), answer(201));
    const call = patient.send(withKey);
    await eventually(() => expect(delays).toHaveLength(1));
    const [delayMs = NaN] = delays;
    expect(delayMs).toBeGreaterThan(1_000);
    expect(delayMs).toBeLessThanOrEqual(1_101);
    clock.advance(delayMs - 1);
    await turn();
    expect(callee.received).toHaveLength(1);
    clock.advance(1);
    expect(await call).toMatchObject({ status: 201 });
    await patient.close();
  });

  it('may be a date', async () => {
    const inTwoSeconds = () => new Date(Date.now() + 2_000).toUTCString();
    callee.will((response, self) => {
      answer(503, {}, { 'retry-after': inTwoSeconds() })(response, self);
    }, answer(201));
    const start = performance.now();
    expect(await client.send(withKey)).toMatchObject({ status: 201 });
    // HTTP dates have whole seconds.
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('that does not fit blocks every other call until it has passed', async () => {
    const hurried = onClock({ deadlineMs: 10_000 });
    callee.will(answer(503, {}, { 'retry-after': '30' }));
    await hurried.send(withKey);
    const error = await failureOf(hurried.send(read));
    expect(error).toMatchObject({ reason: 'retry_after_pause', execution: 'not_sent', retryAfterMs: 30_000 });
    expect(callee.received).toHaveLength(1);
    await hurried.close();
  });

  it.each(['', 'abc', '-5', '1.5', '0x10', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'with the value %p is ignored',
    async (header) => {
      callee.will(answer(503, {}, { 'retry-after': header }), answer(201));
      expect(await client.send(withKey)).toMatchObject({ status: 201 });
      expect(await client.send(withKey)).toMatchObject({ status: 201 });
    },
  );

  it.each(['5', '60', '1000000'])(
    'of %s s that does not fit ends the call with that response',
    async (seconds) => {
      callee.will(answer(503, { code: 'provider_unavailable' }, { 'retry-after': seconds }));
      expect(await client.send(withKey)).toMatchObject({ status: 503, headers: { 'retry-after': seconds } });
      expect(callee.received).toHaveLength(1);
    },
  );
});

describe('time', () => {
  it('limits an attempt, whose execution is then unknown', async () => {
    const impatient = onClock({ attempts: 1 });
    callee.will(hang);
    let isOver = false;
    const failure = failureOf(impatient.send(withKey)).finally(() => (isOver = true));
    await eventually(() => expect(callee.received).toHaveLength(1));
    clock.advance(9_999);
    await turn();
    expect(isOver).toBe(false);
    clock.advance(1);
    expect(await failure).toMatchObject({
      execution: 'unknown',
      message: 'payments: no response within 10000 ms',
    });
    await impatient.close();
  });

  it('also limits a response that has only begun', async () => {
    const impatient = onClock({ attempts: 1 });
    callee.will((response) => void response.writeHead(200).write('{'));
    const hasBegun = new Promise((resolve) => subscribe('undici:request:headers', resolve));
    const failure = failureOf(impatient.send(withKey));
    await hasBegun;
    clock.advance(10_000);
    expect(await failure).toMatchObject({ execution: 'unknown' });
    await impatient.close();
  });

  it('limits all attempts together, even before they are used up', async () => {
    const hurried = onClock({ deadlineMs: 10_000, attempts: 10 });
    callee.will(hang);
    const failure = failureOf(hurried.send(withKey));
    await eventually(() => expect(callee.received).toHaveLength(1));
    clock.advance(10_000);
    expect(await failure).toMatchObject({ execution: 'unknown' });
    expect(callee.received).toHaveLength(1);
    expect(Number(callee.received[0]?.headers['x-request-timeout-ms'])).toBeLessThanOrEqual(10_000);
    await hurried.close();
  });

  it('of this attempt is sent to the dependency', async () => {
    callee.will(answer(200));
    await client.send(read);
    const sentMs = Number(callee.received[0]?.headers['x-request-timeout-ms']);
    expect(sentMs).toBeGreaterThan(1_900);
    expect(sentMs).toBeLessThanOrEqual(2_000);
  });

  it('is shortened to the remaining time of the caller, less a reserve for our own response', async () => {
    const patient = onClock();
    callee.will(answer(200));
    await forCaller(500, () => patient.send(read));
    const sentMs = Number(callee.received[0]?.headers['x-request-timeout-ms']);
    expect(sentMs).toBeGreaterThan(0);
    expect(sentMs).toBeLessThanOrEqual(480);
    await patient.close();
  });

  it('is not spent if the caller has none left: nothing is sent', async () => {
    callee.will(answer(200));
    for (const ms of [0, -1_000, 60]) {
      const error = await failureOf(forCaller(ms, () => client.send(read)));
      expect(error).toMatchObject({
        execution: 'not_sent',
        message: 'payments: not called: too little time left',
      });
    }
    expect(callee.received).toEqual([]);
  });

  it('of the caller does not extend our own limit', async () => {
    callee.will(answer(200));
    await forCaller(30_000, () => client.send(read));
    expect(Number(callee.received[0]?.headers['x-request-timeout-ms'])).toBeLessThanOrEqual(2_000);
  });
});
