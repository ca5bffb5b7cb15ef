import { FaultLab } from '@holdfast/fault-proxy';
import { type Message } from '@holdfast/lab-api';
import { eventually, type TestRedis, testRedis } from '@holdfast/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { edgeTo, messagesOf, said, through } from './edge.ts';

let redis: TestRedis;
let lab: FaultLab;
let client: Redis;
let direct: Redis;
let connection: { url: string; maxRetriesPerRequest: null };
let messages: Message[];

beforeAll(async () => {
  redis = await testRedis();
  const address = new URL(redis.url);
  const edge = await edgeTo('redis', 'redis', address);
  lab = new FaultLab({ edges: [edge] });
  await lab.start();
  connection = { url: through(edge, address), maxRetriesPerRequest: null };
  client = new Redis(connection.url, { maxRetriesPerRequest: 0, retryStrategy: () => 10 });
  client.on('error', () => undefined);
  direct = new Redis(redis.url);
  messages = messagesOf(lab);
});

afterEach(async () => {
  await lab.heal();
  messages.length = 0;
});

afterAll(async () => {
  client.disconnect();
  direct.disconnect();
  await lab.stop();
  await redis.drop();
});

describe('an edge to Redis', () => {
  it('labels commands and replies, and passes big values unchanged', async () => {
    const value = 'x\r\n'.repeat(100_000);
    await client.set('big', value);
    expect(await client.get('big')).toBe(value);
    expect(said(messages)).toEqual(['> SET', '< SET', '> GET', '< GET']);
  });

  it('loses the response to an executed command', async () => {
    lab.arm({ edge: 'service->redis', direction: 'response', label: 'INCR', action: { kind: 'reset' } });
    await expect(client.incr('count')).rejects.toThrow();
    expect(await direct.get('count')).toBe('1');
    await eventually(() => client.ping());
  });

  it('reports the commands of a queue without its polls', async () => {
    const queue = new Queue('mails', { connection });
    const done: string[] = [];
    const worker = new Worker('mails', (job) => Promise.resolve(done.push(job.name)), { connection });
    await worker.waitUntilReady();
    await queue.add('receipt', {});
    await eventually(() => expect(done).toEqual(['receipt']));
    await eventually(() => expect(said(messages)).toContain('< EVALSHA moveToFinished'));
    expect(said(messages)).toEqual(
      expect.arrayContaining(['> EVALSHA addStandardJob', '> EVALSHA moveToActive']),
    );
    expect(messages.find(({ label }) => label === 'BZPOPMIN')?.isBackground).toBe(true);
    await worker.close();
    await queue.close();
  });
});
