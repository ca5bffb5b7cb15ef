import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type ApiKey, bootService } from '@holdfast/service-defaults';
import { eventually, type Gate, gateTo } from '@holdfast/testing';
import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Queue, UnrecoverableError } from 'bullmq';
import { pino } from 'pino';
import { serveQueueBoard } from '../src/queue-board.ts';
import { closeQueue, openQueue, openWorker } from '../src/index.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

@Module({})
class EmptyModule {}

const ops: ApiKey = { caller: 'ops', secret: 'ops-secret', scopes: ['ops'] };
const other: ApiKey = { caller: 'checkout', secret: 'checkout-secret', scopes: ['charge', 'refund'] };
const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`ops:${password}`).toString('base64')}`,
});
const asOps = basic('ops-secret');

describe.each(['Redis', 'Postgres'] as const)('The board of a queue on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let queue: string;
  let jobs: Queue;
  let gate: Gate;
  let board: string;
  const apps: NestFastifyApplication[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
    gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    board = await serve([ops, other]);
  });

  afterAll(async () => {
    for (const app of apps) await app.close();
    await closeQueue(jobs);
    await gate.shut();
    await fixture.close();
  });

  async function serve(apiKeys: readonly ApiKey[]): Promise<string> {
    const config = { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    const app = await bootService({
      name: 'consumer',
      config: { ...config, API_KEYS: apiKeys, EXTRA_API_KEYS: [], MAX_EVENT_LOOP_DELAY_MS: 60_000 },
      openApi: { title: 'Consumer', description: '' },
      module: () => ({ module: EmptyModule }),
      server: (server) =>
        serveQueueBoard(server, { queue, url: gate.url, apiKeys, logger: pino({ level: 'silent' }) }),
    });
    apps.push(app);
    return `${await app.getUrl()}/ops/queues`;
  }

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${board}${path}`, { method, headers, redirect: 'manual' });

  async function dead(): Promise<string> {
    const messageId = randomUUID();
    await jobs.add('add', { messageId, traceparent: null, payload: 1 }, { jobId: messageId });
    const worker = openWorker(
      queue,
      fixture.queueUrl,
      () => Promise.reject(new UnrecoverableError('no')),
      {},
    );
    worker.on('error', () => undefined);
    await eventually(async () => expect(await jobs.getJobState(messageId)).toBe('failed'));
    await worker.close();
    return messageId;
  }

  it('is served without the queue server, and shows the queue once the server is up', async () => {
    expect((await ask('/api/queues', asOps)).status).toBe(200);
    await gate.open();
    await eventually(async () => {
      expect(await (await ask('/api/queues', asOps)).json()).toMatchObject({ queues: [{ name: queue }] });
    });
  });

  it.each([
    '/',
    '/queue/x',
    '/static/css/main.css',
    '/static/favicon-32x32.png',
    '/api/queues',
    '/api/redis/stats',
  ])('keeps %s from every key without the scope ops', async (path) => {
    for (const headers of [{}, basic('wrong'), { authorization: 'Bearer wrong' }]) {
      const refused = await ask(path, headers);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="Holdfast queues", charset="UTF-8"',
      ]);
      expect(await refused.json()).toMatchObject({ code: 'unauthorized' });
    }
    for (const headers of [basic('checkout-secret'), { authorization: 'Bearer checkout-secret' }]) {
      const refused = await ask(path, headers);
      expect([refused.status, await refused.json()]).toMatchObject([
        403,
        { code: 'scope_missing', neededScopes: ['ops'] },
      ]);
    }
    expect((await ask(path, asOps)).status).not.toBe(401);
  });

  it('accepts HTTP Basic and a Bearer token, and loads nothing from elsewhere', async () => {
    for (const headers of [asOps, { authorization: 'Bearer ops-secret' }]) {
      const page = await ask('/', headers);
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([
        200,
        expect.stringContaining("default-src 'self'"),
      ]);
      expect(await page.text()).not.toMatch(/(href|src)="https?:/);
    }
  });

  it('retries a dead letter, and changes nothing else', async () => {
    const id = await dead();
    for (const path of [
      '/empty',
      '/pause',
      '/obliterate',
      '/clean/failed',
      `/${id}/clean`,
      '/retry/completed',
    ])
      expect((await ask(`/api/queues/${queue}${path}`, asOps, 'PUT')).status).toBe(403);
    const foreign = { ...asOps, 'sec-fetch-site': 'cross-site' };
    expect((await ask(`/api/queues/${queue}/${id}/retry`, foreign, 'PUT')).status).toBe(403);
    expect(await jobs.getJobState(id)).toBe('failed');
    expect((await ask(`/api/queues/${queue}/${id}/retry`, asOps, 'PUT')).status).toBe(204);
    expect(await jobs.getJobState(id)).toBe('waiting');
  });

  it('does not exist without a key that has the scope ops', async () => {
    const without = await serve([other]);
    expect((await fetch(without, { headers: asOps })).status).toBe(404);
  });
});
