import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { findOrFetchRedis, startRedisCluster, type TestRedisCluster } from '@holdfast/local-stack';
import { eventually, redisAt, temporaryFolder } from '@holdfast/testing';
import { type Cluster, type Redis } from 'ioredis';
import { closeQueue, openQueue } from '../src/index.ts';
import { firstConnection, probeQueueServer } from '../src/queue-backend.ts';
import { QueueHealth } from '../src/queue-health.ts';
import { QueueGenerationReader } from '../src/queue-generation.ts';
import { aQueue, collect } from './outbox-fixture.ts';

describe('a Redis Cluster as queue server', () => {
  const folder = temporaryFolder();
  let own: TestRedisCluster;
  let cluster: Cluster;

  beforeAll(async () => {
    own = await startRedisCluster(folder, findOrFetchRedis());
    cluster = redisAt(own.url) as Cluster;
    await cluster.ping();
  });
  afterAll(async () => {
    cluster.disconnect();
    await own.stop();
    rmSync(folder, { recursive: true });
  });

  async function send(name: string): Promise<void> {
    const queue = openQueue(name, own.url);
    queue.on('error', () => undefined);
    await firstConnection(queue);
    const data = { messageId: name, traceparent: null, payload: { item: 'tea' } };
    await queue.addBulk([{ name: 'order-placed', data, opts: { jobId: name } }]);
    await closeQueue(queue);
  }

  async function nodesByKeys(): Promise<{ empty: Redis[]; full: Redis[] }> {
    const nodes = cluster.nodes('master');
    const sizes = await Promise.all(nodes.map((node) => node.dbsize()));
    return {
      empty: nodes.filter((_, index) => sizes[index] === 0),
      full: nodes.filter((_, index) => sizes[index] !== 0),
    };
  }

  it('keeps all queues on one node, and delivers their messages', async () => {
    const queues = [aQueue(), aQueue(), aQueue(), aQueue()];
    for (const queue of queues) {
      const consumer = collect(queue, own.url);
      await send(queue);
      await eventually(() => expect(consumer.deliveries.map(({ id }) => id)).toEqual([queue]));
      await consumer.close();
    }
    const { empty, full } = await nodesByKeys();
    expect([empty.length, full.length]).toEqual([2, 1]);
  });

  it('has a new generation when the node with the queues comes back empty, but not when another one does', async () => {
    await send(aQueue());
    const reader = new QueueGenerationReader(own.url);
    try {
      const before = await reader.read();
      expect(await reader.read()).toEqual(before);
      const { empty, full } = await nodesByKeys();
      for (const node of empty) await node.flushall();
      expect(await reader.read()).toEqual(before);
      for (const node of full) await node.flushall();
      expect(await reader.read()).toEqual({
        ...before,
        generationId: expect.not.stringMatching(`${before.generationId}`),
      });
    } finally {
      reader.close();
    }
  });

  it('times out while its nodes are paused or down, and works again afterwards', async () => {
    own.pause();
    try {
      for (const url of [own.url, 'redis+cluster://127.0.0.1:1'])
        await expect(probeQueueServer(url)).rejects.toThrow();
      await expect(new QueueGenerationReader('redis+cluster://127.0.0.1:1').read()).rejects.toThrow();
    } finally {
      own.resume();
    }
    await eventually(() => probeQueueServer(own.url));
    await collect(aQueue(), 'redis+cluster://127.0.0.1:1').close(true);
  });

  it('is healthy as long as one of its nodes leads to the queues', async () => {
    const { searchParams } = new URL(own.url);
    const [node] = searchParams.getAll('node');
    await new QueueHealth(`redis+cluster://127.0.0.1:1?node=${node}`).check();
    await expect(new QueueHealth('redis+cluster://127.0.0.1:1?node=127.0.0.1:2').check()).rejects.toThrow(
      'None of startup nodes is available',
    );
  });
});
