import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { withJobContext } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { type Queue, UnrecoverableError } from 'bullmq';
import { consumingServices, delivered, deliveries, trouble } from './consuming-services.ts';
import { aQueue } from './outbox-fixture.ts';

describe.each(['Redis', 'Postgres'] as const)('BullMqServer on %s', (backend) => {
  let services: Awaited<ReturnType<typeof consumingServices>>;

  beforeAll(async () => {
    services = await consumingServices(backend);
  });

  afterEach(() => services.reset());

  afterAll(() => services.close());

  const isDead = async (jobs: Queue, jobId: string) => (await jobs.getJob(jobId))?.isFailed();

  it('passes a message to the handler of its name, with its ID', async () => {
    const queue = aQueue();
    await services.aService(queue);
    const messageId = await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toMatchObject([{ name: 'add', messageId, attempt: 1 }]));
  });

  it('continues the trace that the message was written in', async () => {
    const queue = aQueue();
    const traceId = randomUUID().replaceAll('-', '');
    await services.aService(queue);
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await withJobContext({ id: 'request', traceparent }, () =>
      services.publish(queue, { version: 1, a: 1, b: 2 }),
    );
    await eventually(() => expect(deliveries).toMatchObject([{ traceId }]));
  });

  it('retries a failed message under the same ID until it succeeds', async () => {
    const queue = aQueue();
    await services.aService(queue);
    const failure = () => Promise.reject(new Error('not now'));
    trouble.push(failure, failure);
    const messageId = await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() =>
      expect(deliveries).toMatchObject([1, 2, 3].map((attempt) => ({ messageId, attempt }))),
    );
    const jobs = services.jobsOf(queue);
    await eventually(async () => expect(await (await jobs.getJob(messageId))?.isCompleted()).toBe(true));
  });

  it('gives up immediately on an UnrecoverableError', async () => {
    const queue = aQueue();
    await services.aService(queue);
    trouble.push(() => Promise.reject(new UnrecoverableError('never')));
    const messageId = await services.publish(queue, { version: 1, a: 1, b: 2 });
    const jobs = services.jobsOf(queue);
    await eventually(async () => expect(await isDead(jobs, messageId)).toBe(true));
    expect(deliveries).toHaveLength(1);
  });

  it.each([
    ['does not match its schema', 'add', { version: 1, a: 'one', b: 2 }, /payload does not match.*\/a/],
    [
      'is of a version that is not known here',
      'add',
      { version: 2, a: 1, b: 2 },
      /version 2, which this consumer does not support/,
    ],
    ['has a name without a handler', 'multiply', { version: 1, a: 1, b: 2 }, /Nothing handles "multiply"/],
  ])('permanently refuses a message that %s', async (_, name, payload, reason) => {
    const queue = aQueue();
    await services.aService(queue);
    const messageId = await services.publish(queue, payload, name);
    const jobs = services.jobsOf(queue);
    await eventually(async () => expect(await isDead(jobs, messageId)).toBe(true));
    expect(await jobs.getJob(messageId)).toMatchObject({
      attemptsMade: 1,
      failedReason: expect.stringMatching(reason),
    });
    expect(deliveries).toEqual([]);
  });

  it('permanently refuses a job that no relay added', async () => {
    const queue = aQueue();
    await services.aService(queue);
    const jobs = services.jobsOf(queue);
    await jobs.add('add', { version: 1, a: 1, b: 2 }, { jobId: 'forged', attempts: 20 });
    await eventually(async () => expect(await isDead(jobs, 'forged')).toBe(true));
    expect(await jobs.getJob('forged')).toMatchObject({
      attemptsMade: 1,
      failedReason: expect.stringMatching(/^Not a Holdfast message/),
    });
  });

  it('is not blocked by a message that cannot be handled', async () => {
    const queue = aQueue();
    await services.publish(queue, 'poison');
    const messageId = await services.publish(queue, { version: 1, a: 1, b: 2 });
    await services.aService(queue);
    await eventually(() => expect(deliveries).toMatchObject([{ messageId }]));
  });

  it('continues after an outage of the queue server', async () => {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    await services.aService(queue, gate.url);
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    await gate.shut();
    const messageId = await services.publish(queue, { version: 1, a: 3, b: 4 });
    await gate.open();
    // If the connection was lost during a response, the message waits until its lock expires.
    await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 30_000 });
  });

  it('continues after its connections went silent, as behind a network that drops everything', async () => {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    await services.aService(queue, gate.url);
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.freeze();
    // A pool may have lost several connections, and the next message may get any of them. A message whose
    // completion was lost is delivered twice.
    for (let message = 0; message < 3; message += 1) {
      const messageId = await services.publish(queue, { version: 1, a: 3, b: 4 });
      await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 45_000 });
    }
  }, 120_000);

  it('continues after its connections went silent before it first waited for a message', async () => {
    const gate = await services.aShutGate();
    await gate.open();
    const queue = aQueue();
    trouble.push(() => Promise.resolve(gate.freeze()));
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await services.aService(queue, gate.url);
    await eventually(() => expect(deliveries).toHaveLength(1));
    for (let message = 0; message < 2; message += 1) {
      const messageId = await services.publish(queue, { version: 1, a: 3, b: 4 });
      await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 45_000 });
    }
  }, 120_000);

  it('starts without the queue server, and works once it is up', async () => {
    const gate = await services.aShutGate();
    const queue = aQueue();
    await services.aService(queue, gate.url);
    await services.publish(queue, { version: 1, a: 1, b: 2 });
    await gate.open();
    await eventually(() => expect(deliveries).toHaveLength(1), { timeoutMs: 30_000 });
  });
});
