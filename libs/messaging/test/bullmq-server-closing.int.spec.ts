import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, unresponsiveServerFor } from '@holdfast/testing';
import { type INestMicroservice } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Worker } from 'bullmq';
import { consumingServices, deliveries, trouble } from './consuming-services.ts';
import { aQueue, closesInTime } from './outbox-fixture.ts';

describe.each(['Redis', 'Postgres'] as const)('BullMqServer that closes, on %s', (backend) => {
  let services: Awaited<ReturnType<typeof consumingServices>>;

  beforeAll(async () => {
    services = await consumingServices(backend);
  });

  afterEach(() => services.reset());

  afterAll(() => services.close());

  it('finishes the current message before it closes', async () => {
    const queue = aQueue();
    const app = await services.aService(queue);
    const work = Promise.withResolvers<void>();
    trouble.push(() => work.promise);
    const messageId = await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    let isClosed = false;
    const closed = app.close().then(() => (isClosed = true));
    const jobs = services.jobsOf(queue);
    expect(await (await jobs.getJob(messageId))?.isActive()).toBe(true);
    expect(isClosed).toBe(false);
    work.resolve();
    await closed;
    expect(await (await jobs.getJob(messageId))?.isCompleted()).toBe(true);
  });

  it('closes in time if the queue server was never up', async () => {
    const gate = await services.aShutGate();
    await closesInTime(await services.aService(aQueue(), gate.url));
  });

  it('closes in time while the queue server accepts connections but never responds', async () => {
    const silent = await unresponsiveServerFor(services.queueUrl);
    services.opened.push(silent.close);
    await closesInTime(await services.aService(aQueue(), silent.url));
  });

  it('closes in time after its connections went silent', async () => {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await services.aService(queue, gate.url, { drainMs: 500 });
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.freeze();
    await app.close();
  }, 15_000);

  it('finishes the current message and closes in time after the queue server stopped', async () => {
    const work = Promise.withResolvers<void>();
    const order: string[] = [];
    const { app } = await aServiceCutOff([() => work.promise.then(() => void order.push('work done'))]);
    const closed = app.close().then(() => order.push('closed'));
    work.resolve();
    await closed;
    expect(order).toEqual(['work done', 'closed']);
  }, 15_000);

  it('fetches one more message at most if the queue server comes back, and finishes each before it closes', async () => {
    const works = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ended: string[] = [];
    const { app, gate, queue } = await aServiceCutOff(
      works.map((work, at) => () => work.promise.then(() => void ended.push(`message ${at}`))),
    );
    const closed = app.close().then(() => ended.push('closed'));
    for (const number of [3, 4]) await services.publish(queue, { version: 1, a: number, b: number });
    const { admitted } = gate;
    await gate.shut();
    await gate.open();
    await eventually(() => expect(gate.admitted).toBeGreaterThan(admitted), { timeoutMs: 30_000 });
    works[0]?.resolve();
    await setImmediate();
    works[1]?.resolve();
    await closed;
    expect(deliveries.length).toBeLessThanOrEqual(2);
    expect(ended).toEqual([...deliveries.map((_, at) => `message ${at}`), 'closed']);
  }, 60_000);

  it('starts no message that arrives after it closed', async () => {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await services.aService(queue, gate.url);
    const work = Promise.withResolvers<void>();
    trouble.push(() => work.promise);
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    const inTransit = holdsNextMessage(app);
    await services.publish(queue, { version: 1, a: 3, b: 4 });
    await inTransit.arrived;
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(1));
    const closed = app.close();
    work.resolve();
    await closed;
    inTransit.release();
    await setImmediate();
    expect(deliveries).toHaveLength(1);
  }, 30_000);

  /** The response with the next message arrives at `release`. */
  function holdsNextMessage(app: NestFastifyApplication) {
    const backend = (app.getMicroservices()[0] as INestMicroservice).unwrap<Worker>().getBackend();
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const moveToActive = backend.moveToActive.bind(backend);
    backend.moveToActive = async (...job) => {
      const response = (await moveToActive(...job)) as unknown[];
      if (response[0]) {
        arrived.resolve();
        await released.promise;
      }
      return response;
    };
    return { arrived: arrived.promise, release: released.resolve };
  }

  /** It handles a message, and its connection to the queue server is gone. */
  async function aServiceCutOff(handling: (() => Promise<void>)[]) {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await services.aService(queue, gate.url);
    trouble.push(...handling);
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(1));
    return { app, gate, queue };
  }
});
