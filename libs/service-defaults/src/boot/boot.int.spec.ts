import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import { bootTinyService, tiny } from './boot.fixture.ts';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  app = await bootTinyService();
  url = await app.getUrl();
});
afterAll(() => app.close());
beforeEach(() => {
  tiny.handled = 0;
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const jsonOf = async (response: Promise<Response>) =>
  (await response).json() as Promise<Record<string, unknown>>;

describe('a route', () => {
  it.each([
    ['without a key', {}],
    ['with a wrong key', bearer('wrong')],
    ['with an empty key', bearer('')],
    ['with the name in place of the secret', bearer('checkout')],
    ['with another scheme', { authorization: 'Basic checkout-secret' }],
  ])('is 401 %s and asks for a Bearer key', async (_, headers) => {
    const response = await get('/things/1', headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthorized', instance: '/things/1' });
  });

  it.each([
    ['API_KEYS', 'checkout-secret', 'checkout'],
    ['EXTRA_API_KEYS', 'qa-secret', 'qa'],
  ])('knows its caller by a key of %s', async (_, secret, caller) => {
    expect(await jsonOf(get('/things/1', bearer(secret)))).toEqual({ thingId: '1', caller });
  });

  it.each(['checkout-secret', 'the-next-checkout-secret'])(
    'knows a caller by each of its keys while one replaces the other (%s)',
    async (secret) => {
      expect(await jsonOf(get('/things/1', bearer(secret)))).toMatchObject({ caller: 'checkout' });
    },
  );

  it('is 403 for a key without its scope, and names the scopes that would do', async () => {
    const response = await get('/things/1', bearer('board-secret'));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([403, null]);
    expect(await response.json()).toMatchObject({ code: 'scope_missing', neededScopes: ['read', 'charge'] });
  });

  it("has a word of its own before its controller's, which opens to others", async () => {
    expect((await get('/things/1/ledger', bearer('qa-secret'))).status).toBe(403);
    expect(await jsonOf(get('/things/1/ledger', bearer('checkout-secret')))).toEqual({
      scopes: ['charge', 'ledger'],
    });
  });

  it('takes the scheme in any case', async () => {
    expect((await get('/things/1', { authorization: 'bearer checkout-secret' })).status).toBe(200);
  });

  it('accepts a parameter as long as the longest email address', async () => {
    const thingId = 'x'.repeat(254);
    expect(await jsonOf(get(`/things/${thingId}`, bearer('qa-secret')))).toMatchObject({ thingId });
  });
});

describe('a public route', () => {
  it('calls its caller "public" when there is no key', async () => {
    expect(await jsonOf(get('/things'))).toMatchObject({ caller: 'public' });
  });

  it('names a caller that shows a key', async () => {
    expect(await jsonOf(get('/things', bearer('qa-secret')))).toMatchObject({ caller: 'qa' });
  });

  it('asks for no scope', async () => {
    expect(await jsonOf(get('/things', bearer('board-secret')))).toMatchObject({ caller: 'board' });
  });

  it('refuses a wrong key', async () => {
    expect((await get('/things', bearer('wrong'))).status).toBe(401);
    expect(tiny.handled).toBe(0);
  });
});

describe('X-Request-Id', () => {
  it('is echoed', async () => {
    expect((await get('/things', { 'x-request-id': 'r-1.2:3' })).headers.get('x-request-id')).toBe('r-1.2:3');
  });

  it.each(['', 'with space', 'x'.repeat(129), 'é'])('is made when the one given is %p', async (given) => {
    const id = (await get('/things', { 'x-request-id': given })).headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is on answers to unknown paths too', async () => {
    expect((await get('/nothing', { 'x-request-id': 'r1' })).headers.get('x-request-id')).toBe('r1');
  });
});

describe('the time that a caller gives', () => {
  const invalid = async (): Promise<number> => {
    const name = `http_server_deadline_headers_invalid_total{service="tiny"} `;
    const samples = (await (await get('/metrics')).text()).split('\n');
    return Number(samples.find((sample) => sample.startsWith(name))?.slice(name.length) ?? 0);
  };

  it('is used up when it is 0: 504, and nothing runs', async () => {
    const response = await get('/things', { 'x-request-timeout-ms': '0' });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded', status: 504 });
    expect(tiny.handled).toBe(0);
  });

  it('ends before the handler does: 504 with Retry-After, and the late result is discarded', async () => {
    const response = await get('/failures/slow', { 'x-request-timeout-ms': '200' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([504, '1']);
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded', retryAfterSeconds: 1 });
    tiny.release();
    expect((await get('/things')).status).toBe(200);
  });

  it('is bounded by the route where callers give none, and wait no longer than that', async () => {
    const response = await get('/failures/slow-for-its-route');
    expect([response.status, response.headers.get('retry-after')]).toEqual([504, '1']);
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded' });
    tiny.release();
  });

  it('does not cut off an answer that comes in time', async () => {
    const response = get('/failures/slow', { 'x-request-timeout-ms': '5000' });
    const release = tiny.release;
    while (tiny.release === release) await new Promise(setImmediate);
    tiny.release();
    expect([(await response).status, await (await response).text()]).toEqual([200, 'finished']);
  });

  it('is what the handler has left', async () => {
    expect((await get('/things', { 'x-request-timeout-ms': '5000' })).status).toBe(200);
    expect(tiny.remainingMs).toBeGreaterThan(0);
    expect(tiny.remainingMs).toBeLessThanOrEqual(5_000);
  });

  it('is 30 s at most', async () => {
    await get('/things', { 'x-request-timeout-ms': '60000' });
    expect(tiny.remainingMs).toBeLessThanOrEqual(30_000);
  });

  it.each(['', '-1', '1.5', '123456789', 'soon'])(
    'is unknown when it is %p, which is ignored and counted',
    async (value) => {
      const before = await invalid();
      expect((await get('/things', { 'x-request-timeout-ms': value })).status).toBe(200);
      expect(tiny.remainingMs).toBe(Infinity);
      expect(await invalid()).toBe(before + 1);
    },
  );

  it('is unknown when it came twice', async () => {
    const before = await invalid();
    const header = 'x-request-timeout-ms';
    const asked = request(`${url}/things`, { headers: [header, '0', header, '0', 'host', 'x'] }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(await invalid()).toBe(before + 1);
  });
});

describe('a request', () => {
  it('has ten seconds to arrive whole', () => {
    const server: Server = app.getHttpServer();
    expect(server.requestTimeout).toBe(10_000);
  });
});

describe('GET /health/live', () => {
  it('is 200 without a key', async () => {
    const response = await get('/health/live');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('GET /health/ready', () => {
  const up = { name: 'postgres', isNeeded: true, check: () => Promise.resolve() };
  const cacheDown = { name: 'cache', isNeeded: false, check: () => Promise.reject(new Error('s3cret')) };

  it.each([
    ['all are up', [up], 200, 'ok'],
    ['one it can live without is down', [up, cacheDown], 200, 'degraded'],
    ['one it needs is down', [{ ...cacheDown, isNeeded: true }], 503, 'unavailable'],
  ])('when %s', async (_, checks, status, word) => {
    tiny.checks.splice(0, Infinity, ...checks);
    const response = await get('/health/ready');
    expect(response.status).toBe(status);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ status: word });
    expect(body).not.toContain('s3cret');
  });
});

describe('GET /health/started', () => {
  it('is 503 until what it needs has been up once, then 200 whatever happens', async () => {
    const up = { name: 'postgres', isNeeded: true, check: () => Promise.resolve() };
    const down = { ...up, check: () => Promise.reject(new Error('connect ECONNREFUSED')) };
    const answers: unknown[] = [];
    const other = await bootTinyService();
    try {
      for (const checks of [[down], [up], [down]]) {
        tiny.checks.splice(0, Infinity, ...checks);
        const response = await fetch(`${await other.getUrl()}/health/started`);
        answers.push([response.status, await response.json()]);
      }
    } finally {
      await other.close();
    }
    expect(answers).toEqual([
      [503, { status: 'starting' }],
      [200, { status: 'ok' }],
      [200, { status: 'ok' }],
    ]);
  });
});

describe('GET /metrics', () => {
  it("counts requests by route pattern, in Prometheus' text format", async () => {
    await get('/things/tea', bearer('qa-secret'));
    await get('/nothing/at/all');
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const samples = (await response.text()).split('\n');
    const counts = samples.filter((sample) =>
      sample.startsWith('http_server_request_duration_seconds_count{'),
    );
    const ofTheRoute = (sample: string) =>
      sample.includes('route="/things/:thingId"') && sample.includes('status="200"');
    expect(counts.filter(ofTheRoute)).toEqual([expect.stringMatching(/service="tiny".*\} \d+$/)]);
    expect(
      samples.some((sample) => /^process_resident_memory_bytes\{service="tiny"\} \d+$/.test(sample)),
    ).toBe(true);
    expect(samples.filter((sample) => /tea|nothing/.test(sample))).toEqual([]);
  });
});

describe('GET /openapi.json', () => {
  it("is OpenAPI 3.1 with the routes and the schemas they name, and without the operators' routes", async () => {
    const document = await jsonOf(get('/openapi.json'));
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./), info: { title: 'Tiny' } });
    expect(document['paths']).toHaveProperty(['/things/{thingId}', 'get', 'responses', '200', 'content']);
    expect(JSON.stringify(document)).toContain('"maximum":99');
    expect(document['paths']).not.toHaveProperty(['/health/ready']);
  });
});

describe('GET /openapi.json, of what the edge refuses,', () => {
  const statusesOf = async (path: string, method: string): Promise<string[]> => {
    const document = (await jsonOf(get('/openapi.json'))) as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    };
    const responses = Object.entries(document.paths[path]?.[method]?.responses ?? {});
    const refusals = responses.filter(([status]) => Number(status) >= 400);
    for (const [, { content }] of refusals)
      expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
    return refusals.map(([status]) => status);
  };
  const everywhere = ['400', '401', '404', '408', '414', '417', '431', '500', '503', '504'];

  it('lists every status as a problem, with those of bodies where there is one', async () => {
    expect(await statusesOf('/things/{thingId}', 'get')).toEqual(expect.arrayContaining(everywhere));
    const ofPost = await statusesOf('/things', 'post');
    expect(ofPost).toEqual(expect.arrayContaining([...everywhere, '413', '415']));
  });
});

describe('GET /docs', () => {
  it.each(['/docs', '/docs/'])('is a page in HTML (%s)', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain('<title>Tiny</title>');
  });

  it('is where the bare address leads', async () => {
    const response = await get('/');
    expect([response.redirected, new URL(response.url).pathname]).toEqual([true, '/docs']);
  });
});
