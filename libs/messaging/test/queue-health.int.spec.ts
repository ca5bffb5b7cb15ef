import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testRedis } from '@holdfast/testing';
import { QueueHealth } from '../src/index.ts';
import { type Backend } from './outbox-fixture.ts';
import { refusingServer } from './refusing-server.fixture.ts';

describe.each<[Backend]>([['Redis'], ['Postgres']])('QueueHealth of a %s', (backend) => {
  let server: Awaited<ReturnType<typeof refusingServer>>;
  beforeAll(async () => {
    server = await refusingServer(backend);
  });
  afterAll(() => server.close());

  it('is up while the server accepts writes, and down while it only responds', async () => {
    const health = new QueueHealth(server.url, 0);
    await health.check();
    await server.fill(true);
    await expect(health.check()).rejects.toThrow();
    await server.fill(false);
    await health.check();
  });
});

describe('QueueHealth', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  const clients: Socket[] = [];
  let isSilent = false;
  const proxy = createServer((client) => {
    clients.push(client);
    client.on('error', () => undefined);
    if (isSilent) return;
    const to = connect(Number(new URL(redis.url).port), '127.0.0.1');
    to.on('error', () => undefined);
    client.pipe(to).pipe(client);
  });
  const proxied = (): string => {
    const url = new URL(redis.url);
    url.port = `${(proxy.address() as AddressInfo).port}`;
    return url.href;
  };

  beforeAll(async () => {
    redis = await testRedis();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    proxy.close();
    await redis.drop();
  });

  it('asks on one connection for all that ask within 5 s, and closes it', async () => {
    const health = new QueueHealth(proxied());
    clients.length = 0;
    await Promise.all([health.check(), health.check()]);
    await health.check();
    expect(clients).toHaveLength(1);
    if (clients[0]?.closed === false) await once(clients[0], 'close');
  });

  it('is down while the server accepts connections but does not respond, and asks again', async () => {
    const health = new QueueHealth(proxied());
    isSilent = true;
    await expect(health.check()).rejects.toThrow();
    isSilent = false;
    await health.check();
  });

  it('is down with a password that the server refuses', async () => {
    const url = new URL(redis.url);
    url.username = 'unknown';
    url.password = 'wrong';
    await expect(new QueueHealth(url.href).check()).rejects.toThrow('WRONGPASS');
  });

  it('says why the server cannot be reached', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    await expect(new QueueHealth(`redis://127.0.0.1:${port}`).check()).rejects.toThrow('ECONNREFUSED');
  });
});
