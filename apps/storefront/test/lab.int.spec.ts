import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { FakeUpstream } from './fake-upstream.ts';
import { storefront, type StorefrontFixture } from './storefront-fixture.ts';

const lab = new FakeUpstream();
const checkoutUrl = 'http://127.0.0.1:1';
let withLab: StorefrontFixture;
let withoutLab: StorefrontFixture;

beforeAll(async () => {
  const settings = { CHECKOUT_URL: checkoutUrl, LAB_URL: await lab.start(), LAB_HOSTS: 'lab.example' };
  [withLab, withoutLab] = await Promise.all([
    storefront(settings, { hasLab: true }),
    storefront({ CHECKOUT_URL: checkoutUrl }, { hasLab: true }),
  ]);
});
afterEach(() => lab.reset());
afterAll(async () => {
  await Promise.all([withLab.close(), withoutLab.close()]);
  await lab.stop();
});

describe('a storefront with a lab', () => {
  it('serves its page and says so on every page', async () => {
    for (const path of ['/', '/lab']) {
      const { status, body } = await withLab.send(path);
      expect([status, body.toString()]).toEqual([
        200,
        expect.stringContaining('<meta name="lab" content="here" />'),
      ]);
    }
  });

  it('passes any method and path on, with the bytes, and without the origin', async () => {
    const headers = { origin: `http://127.0.0.1:${withLab.service.port}`, 'sec-fetch-site': 'same-origin' };
    const path = '/lab/api/edges/checkout-%3Epayments/faults?since=1';
    const body = '{ "forMs": 1 }';
    lab.behavior = (_request, response) => void response.writeHead(201).end('made');
    const reply = await withLab.send(path, { method: 'PUT', headers, body });
    expect([reply.status, reply.body.toString()]).toEqual([201, 'made']);
    expect(lab.labels).toEqual(['PUT /edges/checkout-%3Epayments/faults?since=1']);
    expect(lab.received[0]?.body.toString()).toBe(body);
    expect(lab.received[0]?.headers).not.toHaveProperty('origin');
  });

  it.each(['/lab/api/../metrics', '/lab/api/%2e%2e/x', '/lab/api/x%2f..%2f..%2fy'])(
    'passes no path on that leads elsewhere (%s)',
    async (path) => {
      expect((await withLab.send(path)).status).toBe(404);
      expect(lab.labels).toEqual([]);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'rebound.example' },
  ])('refuses the page of another site: %j', async (headers) => {
    const reply = await withLab.send('/lab/api/stack', { method: 'POST', headers });
    expect([reply.status, reply.json['code']]).toEqual([403, 'not_allowed_here']);
    expect(lab.labels).toEqual([]);
  });

  it('serves listed hosts, and programs, which send no origin', async () => {
    const host = 'lab.example';
    await withLab.send('/lab/api/stack', { headers: { host, origin: `https://${host}` } });
    await withLab.send('/lab/api/stack');
    expect(lab.labels).toEqual(['GET /stack', 'GET /stack']);
  });

  it('says so if the lab does not respond', async () => {
    lab.behavior = (_request, response) => void response.socket?.destroy();
    const reply = await withLab.send('/lab/api/stack');
    expect(reply.json).toMatchObject({ status: 503, code: 'service_unavailable' });
  });
});

describe('a stream of events', () => {
  async function openStream(shop: StorefrontFixture) {
    const atLab = Promise.withResolvers<ServerResponse>();
    lab.behavior = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      atLab.resolve(response);
    };
    const stream = await shop.open('/lab/api/stream', { headers: { accept: 'text/event-stream' } });
    return { stream, lab: await atLab.promise };
  }

  it('passes through event by event, from its headers to its end', async () => {
    const opened = await openStream(withLab);
    expect(opened.stream.headers['content-type']).toBe('text/event-stream');
    for (const event of ['data: one\n\n', 'data: two\n\n']) {
      const arrival = once(opened.stream, 'data');
      opened.lab.write(event);
      expect(String(await arrival)).toBe(event);
    }
    opened.lab.end();
    await once(opened.stream.resume(), 'end');
  });

  it('ends at the lab when the page leaves', async () => {
    const opened = await openStream(withLab);
    opened.stream.destroy();
    await once(opened.lab, 'close');
    expect(opened.lab.writableFinished).toBe(false);
  });

  it('does not keep the storefront from stopping', async () => {
    const settings = { CHECKOUT_URL: checkoutUrl, LAB_URL: lab.url };
    const shop = await storefront(settings, { hasLab: true });
    const { stream } = await openStream(shop);
    const broken = once(stream.resume(), 'error');
    await shop.close();
    await broken;
    expect(shop.service.logs()).toContain('SIGTERM: finishing requests in progress');
    expect(shop.service.logs()).not.toContain('still busy');
  });
});

describe('a storefront without a lab', () => {
  it('has no page of it and says nothing about it, although its build has one', async () => {
    expect((await withoutLab.send('/lab')).status).toBe(404);
    expect((await withoutLab.send('/')).body.toString()).not.toContain('lab');
  });

  it('passes nothing on to it', async () => {
    expect((await withoutLab.send('/lab/api/stack')).status).toBe(404);
    const { status } = await withoutLab.send('/lab/api/heal-all', { method: 'POST' });
    expect(status).toBe(405);
  });

  it('does not start with LAB_URL if its build has no lab', async () => {
    const settings = { CHECKOUT_URL: checkoutUrl, LAB_URL: 'http://127.0.0.1:1' };
    await expect(storefront(settings)).rejects.toThrow('LAB_URL: needs the pages with the failure lab');
  });

  it('does not start without pages', async () => {
    const settings = { CHECKOUT_URL: checkoutUrl, PAGES: '/nowhere' };
    await expect(storefront(settings)).rejects.toThrow('PAGES: has no index.html that can be read (ENOENT)');
  });
});
