import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  eventually,
  type Gate,
  gateTo,
  redisAt,
  type ServiceProcess,
  startService,
  type TestRedis,
  testRedis,
} from '@holdfast/testing';
import { Cluster, type Redis } from 'ioredis';
import { aQueue } from '../outbox-fixture.ts';

const program = path.join(import.meta.dirname, 'consumers.program.ts');

/** Four consumers with two connections each. */
const connections = 8;

describe('A process whose consumers lost Redis', () => {
  let server: TestRedis;
  let redis: Redis | Cluster;
  let gate: Gate;
  let queue: string;
  let consumers: ServiceProcess;

  beforeAll(async () => {
    server = await testRedis();
    redis = redisAt(server.url);
    await redis.ping();
  });

  beforeEach(async () => {
    gate = gateTo(server.url);
    await gate.open();
    queue = aQueue();
    const env = { QUEUE: queue, QUEUE_URL: gate.url };
    consumers = await startService({ program, env, ready: '/' });
  });

  afterEach(async () => {
    gate.release();
    await gate.shut();
    await consumers.kill();
  });

  afterAll(async () => {
    redis.disconnect();
    await server.drop();
  });

  const nodes = (): Redis[] => (redis instanceof Cluster ? redis.nodes('master') : [redis]);

  /** The connections that wait for messages. BullMQ names them after their queues, which share a prefix. */
  async function waiting(): Promise<{ node: Redis; id: string }[]> {
    const name = Buffer.from(queue.slice(0, 30)).toString('base64');
    const found = nodes().map(async (node) => {
      const lines = String(await node.client('LIST')).split('\n');
      return lines
        .filter((line) => line.includes(name))
        .map((line) => ({ node, id: /^id=(\d+)/.exec(line)?.[1] ?? '' }));
    });
    return (await Promise.all(found)).flat();
  }

  it('exits once they are closed', async () => {
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(connections));
    await consumers.stop();
  });

  it('exits if only the connections that wait for messages were lost', async () => {
    await eventually(async () => expect((await waiting()).length).toBeGreaterThanOrEqual(connections / 2));
    gate.refuseNew();
    for (const { node, id } of await waiting()) await node.client('KILL', 'ID', id);
    await eventually(() => expect(gate.refused).toBeGreaterThan(connections));
    await consumers.stop();
  });

  it('exits if Redis accepts connections again but does not respond yet', async () => {
    gate.refuse();
    // A single Redis is tried once a second. After 6 s without a response BullMQ waits for it to come back.
    await eventually(() => expect(gate.refused).toBeGreaterThanOrEqual(7 * connections), {
      timeoutMs: 30_000,
    });
    const admitted = gate.admitted;
    await gate.shut();
    gate.hold();
    await gate.open();
    await eventually(() => expect(gate.admitted).toBeGreaterThanOrEqual(admitted + connections));
    await consumers.stop();
  });
});
