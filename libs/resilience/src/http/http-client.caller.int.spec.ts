import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { manualClock, type ManualClock } from '../manual-clock.fixture.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { failureOf, forCaller } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { aClient, answer, type Behavior, Callee, read, withKey } from './callee.fixture.ts';
import { type HttpClient } from './http-client.ts';

let callee: Callee;
let client: HttpClient;
let resilience: Resilience;
/** The clock of the pipeline. The caller's deadline is real time, read once when the call starts. */
let clock: ManualClock;
/** Hanging requests whose connection was closed. */
let closed: number;

/** Never responds; counts connections that the client gives up on. */
const hangUntilClosed: Behavior = (response) => void response.on('close', () => (closed += 1));

const toldMs = ({ received }: Callee): number => Number(received[0]?.headers['x-request-timeout-ms']);

beforeEach(async () => {
  closed = 0;
  callee = new Callee();
  clock = manualClock();
  resilience = new Resilience({ clock });
  client = aClient(await callee.listen(), {}, {}, resilience);
});
afterEach(async () => {
  await callee.leave();
  await client.close();
});

/** Runs `work` for a caller whose connection is represented by `signal`. */
function forConnection<T>(signal: AbortSignal, work: () => T): T {
  const context = forCaller(60_000, currentRequest);
  if (context === undefined) throw new Error('no context');
  return withRequestContext({ ...context, disconnect: { signal } }, work);
}

describe('a caller that will wait 900 ms', () => {
  it('gets its response in time, and the hanging call is canceled', async () => {
    callee.will(hangUntilClosed);
    let isOver = false;
    const failure = forCaller(900, () => failureOf(client.send(read))).finally(() => (isOver = true));
    await eventually(() => expect(callee.received).toHaveLength(1));
    expect(toldMs(callee)).toBeLessThanOrEqual(880);
    clock.advance(toldMs(callee) - 1);
    await turn();
    expect([isOver, closed]).toEqual([false, 0]);
    clock.advance(2);
    expect(await failure).toMatchObject({ reason: 'timeout', mayServeStale: true });
    await eventually(() => expect(closed).toBe(1));
    expect(callee.received).toHaveLength(1);
  });

  it('does not count against the dependency', async () => {
    callee.will(hangUntilClosed);
    const failure = forCaller(900, () => failureOf(client.send(read)));
    await eventually(() => expect(callee.received).toHaveLength(1));
    clock.advance(900);
    expect((await failure).reason).toBe('timeout');
    expect(resilience.snapshots()[0]?.breaker).toMatchObject({ failures: 0 });
  });

  it('passes on less and less time, hop by hop', async () => {
    const last = new Callee();
    const second = aClient(await last.listen(), {}, {}, new Resilience({ clock }));
    last.will(answer(200));
    callee.will((response, self) => {
      void forCaller(toldMs(self), () => second.send(read)).then(() => answer(200)(response, self));
    });
    await forCaller(900, () => client.send(read));
    const [first, next] = [toldMs(callee), toldMs(last)];
    expect(first).toBeGreaterThanOrEqual(300);
    expect(first).toBeLessThanOrEqual(880);
    expect(next).toBeGreaterThanOrEqual(50);
    expect(next).toBeLessThanOrEqual(first - 20);
    await second.close();
    await last.leave();
  });
});

describe('a caller that disconnects', () => {
  it('cancels its read immediately, all the way down; it is neither retried nor counted', async () => {
    callee.will(hangUntilClosed);
    const caller = new AbortController();
    const call = forConnection(caller.signal, () => failureOf(client.send(read)));
    await eventually(() => expect(callee.received).toHaveLength(1));
    const before = resilience.snapshots()[0]?.breaker;
    const { timers } = clock;
    caller.abort();
    expect(await call).toMatchObject({ reason: 'canceled', mayServeStale: false });
    expect(clock.timers).toBe(timers - 1);
    // No time has passed, so no timeout can have ended it.
    await eventually(() => expect(closed).toBe(1));
    expect(callee.received).toHaveLength(1);
    expect(resilience.snapshots()[0]?.breaker).toEqual(before);
  });

  it('does not cancel a call with an effect, which is completed', async () => {
    let end: () => void = () => undefined;
    callee.will((response, self) => (end = () => answer(201)(response, self)));
    const caller = new AbortController();
    const call = forConnection(caller.signal, () => client.send(withKey));
    await eventually(() => expect(callee.received).toHaveLength(1));
    caller.abort();
    end();
    expect(await call).toMatchObject({ status: 201 });
  });
});
