import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { failureOf, forCaller } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { aClient, answer, type Behaviour, Callee, read, withKey } from './callee.fixture.ts';
import { type HttpClient } from './http-client.ts';

let callee: Callee;
let client: HttpClient;
let resilience: Resilience;
/** When the connection of each request that hangs was closed. */
let closedAt: number[];

/** No answer ever comes; it is written down when the other side gives up. */
const hangUntilClosed: Behaviour = (response) => {
  response.on('close', () => closedAt.push(performance.now()));
};

beforeEach(async () => {
  closedAt = [];
  callee = new Callee();
  resilience = new Resilience();
  client = aClient(await callee.listen(), {}, {}, resilience);
});
afterEach(async () => {
  await callee.leave();
  await client.close();
});

/** Runs `work` as if for a caller whose connection `signal` stands for. */
function forConnection<T>(signal: AbortSignal, work: () => T): T {
  const context = forCaller(60_000, currentRequest);
  if (context === undefined) throw new Error('no context');
  return withRequestContext({ ...context, presence: { signal } }, work);
}

describe('a caller that will wait 300 ms', () => {
  it('has its answer by then, and the call that hangs is broken off', async () => {
    callee.will(hangUntilClosed);
    const startedAt = performance.now();
    const error = await forCaller(300, () => failureOf(client.send(read)));
    expect(error).toMatchObject({ reason: 'timeout', mayServeStale: true });
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(250);
    expect(tookMs).toBeLessThan(450);
    await eventually(() => expect(closedAt).toHaveLength(1));
    expect(callee.received).toHaveLength(1);
  });

  it('does not count against the callee by its impatience', async () => {
    callee.will(hangUntilClosed);
    await forCaller(300, () => failureOf(client.send(read)));
    expect(resilience.snapshots()[0]?.breaker).toMatchObject({ failures: 0 });
  });

  it('is passed on as less and less, hop by hop', async () => {
    const last = new Callee();
    const second = aClient(await last.listen());
    last.will(answer(200));
    callee.will((response, self) => {
      const told = Number(self.received[0]?.headers['x-request-timeout-ms']);
      void forCaller(told, () => second.send(read)).then(() => answer(200)(response, self));
    });
    await forCaller(300, () => client.send(read));
    const [first, next] = [callee, last].map(({ received }) =>
      Number(received[0]?.headers['x-request-timeout-ms']),
    ) as [number, number];
    expect(first).toBeGreaterThanOrEqual(200);
    expect(first).toBeLessThanOrEqual(280);
    expect(next).toBeGreaterThanOrEqual(50);
    expect(next).toBeLessThanOrEqual(first - 20);
    await second.close();
    await last.leave();
  });
});

describe('a caller that hangs up', () => {
  it('ends its read at once, all the way down; it is not repeated, nor counted', async () => {
    callee.will(hangUntilClosed);
    const caller = new AbortController();
    const call = forConnection(caller.signal, () => failureOf(client.send(read)));
    await eventually(() => expect(callee.received).toHaveLength(1));
    const before = resilience.snapshots()[0]?.breaker;
    const leftAt = performance.now();
    caller.abort();
    expect(await call).toMatchObject({ reason: 'cancelled', mayServeStale: false });
    await eventually(() => expect(closedAt).toHaveLength(1), { intervalMs: 1 });
    expect((closedAt[0] ?? 0) - leftAt).toBeLessThan(500);
    expect(callee.received).toHaveLength(1);
    expect(resilience.snapshots()[0]?.breaker).toEqual(before);
  });

  it('does not end what has an effect: that is brought to its end', async () => {
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
