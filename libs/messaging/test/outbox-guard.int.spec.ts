import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { currentRequest, withJobContext } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { OutboxRelay, type QueueGuard } from '../src/index.ts';
import { aQueue, collect, outboxFixture, waiting, write } from './outbox-fixture.ts';

describe('OutboxRelay with a guard', () => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let statements = 0;
  let inProgress = 0;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture('Redis');
  });

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    await fixture.database.query('truncate outbox');
  });

  afterAll(() => fixture.close());

  function aRelay(guard: QueueGuard): OutboxRelay {
    const database: ConstructorParameters<typeof OutboxRelay>[0] = {
      query: async (text, values) => {
        statements += 1;
        inProgress += 1;
        try {
          return await fixture.database.query(text, values);
        } finally {
          inProgress -= 1;
        }
      },
    };
    const relay = new OutboxRelay(database, fixture.queueUrl, pino({ level: 'silent' }), guard);
    opened.push(() => relay.stop());
    return relay;
  }

  function aConsumer(queue: string) {
    const consumer = collect(queue, fixture.queueUrl);
    opened.push(consumer.close);
    return consumer.deliveries;
  }

  /** A guard that refuses calls while it is shut, and counts them. */
  const aGuard = (isShut = true) => {
    const state = { isShut, asked: 0 };
    const guard: QueueGuard = (publish) => {
      state.asked += 1;
      return state.isShut ? Promise.reject(new Error('the queue is not called')) : publish();
    };
    return { guard, state };
  };

  it('makes every call through it: one check of the server, then one call per queue', async () => {
    const { guard, state } = aGuard(false);
    const [first, second] = [aQueue(), aQueue()];
    for (const queue of [first, first, second]) await write(fixture.database, { queue, name: 'made' }, {});
    expect(await aRelay(guard).runOnce()).toBe(3);
    expect(state.asked).toBe(3);
  });

  it('releases the rows immediately if it refuses, and publishes them once it stops refusing', async () => {
    const { guard, state } = aGuard();
    const queue = aQueue();
    const messageId = await write(fixture.database, { queue, name: 'made' }, {});
    const relay = aRelay(guard);
    await expect(relay.runOnce()).rejects.toThrow('the queue is not called');
    expect(await waiting(fixture.database)).toEqual([messageId]);
    state.isShut = false;
    expect(await relay.runOnce()).toBe(1);
    const deliveries = aConsumer(queue);
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual([messageId]));
  });

  it('continues automatically after refusals, without extra queries when it is woken in the meantime', async () => {
    const { guard, state } = aGuard();
    const queue = aQueue();
    await write(fixture.database, { queue, name: 'made' }, {});
    const relay = aRelay(guard);
    relay.start();
    await eventually(() => expect(state.asked).toBe(1));
    // The row is released, and the relay's pause has begun.
    await eventually(async () => {
      const [row] = await fixture.database.query<unknown[]>('select from outbox where leased_until is null');
      expect(row).toEqual({});
      expect(inProgress).toBe(0);
    });
    for (let turns = 0; turns < 10; turns += 1) await turn();
    const before = statements;
    for (let wakes = 0; wakes < 50; wakes += 1) {
      relay.wake();
      await turn();
    }
    expect(statements).toBe(before);
    state.isShut = false;
    const deliveries = aConsumer(queue);
    await eventually(() => expect(deliveries).toHaveLength(1));
  });

  it('is called outside the request that woke the relay, now and at every later poll', async () => {
    const seen: string[] = [];
    const relay = aRelay((publish) => {
      seen.push(currentRequest()?.requestId ?? 'none');
      return publish();
    });
    const queue = aQueue();
    await write(fixture.database, { queue, name: 'made' }, {});
    withJobContext({ id: 'job-1', traceparent: undefined }, () => relay.wake());
    await eventually(async () => expect(await waiting(fixture.database)).toEqual([]));
    await write(fixture.database, { queue, name: 'made' }, {});
    await eventually(async () => expect(await waiting(fixture.database)).toEqual([]));
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(new Set(seen)).toEqual(new Set(['none']));
  });
});
