import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { bootTinyService, tiny } from '../boot/boot.fixture.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

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

type ProblemBody = Record<string, unknown> & { errors?: unknown };

async function problemOf(path: string, init: RequestInit = {}) {
  const headers = { traceparent, 'content-type': 'application/json', ...(init.headers as object) };
  const response = await fetch(url + path, {
    ...init,
    headers: init.body === undefined ? { traceparent, ...init.headers } : headers,
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(response.headers.get('x-request-id')).toMatch(/./);
  const body = (await response.json()) as ProblemBody;
  expect(body).toMatchObject({
    type: `urn:holdfast:problem:${String(body['code'])}`,
    title: expect.any(String),
    status: response.status,
    detail: expect.any(String),
    instance: path.split('?')[0],
    traceId,
  });
  return { response, body };
}

/** Sends bytes as they are and gives back the whole answer. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const post = (body: NonNullable<RequestInit['body']>, headers = {}) =>
  problemOf('/things', { method: 'POST', body, headers });

describe('an unknown path', () => {
  it('is 404 not_found, also without an API key', async () => {
    const { body } = await problemOf('/nothing?secret=1');
    expect(body).toMatchObject({ status: 404, code: 'not_found', instance: '/nothing' });
  });

  it('is 404 below a wildcard whose method is right', async () => {
    const { body } = await problemOf('/files/missing.svg');
    expect(body).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is 404 when a handler says so', async () => {
    const { body } = await problemOf('/failures/status/404');
    expect(body).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is 400 bad_request when it cannot be one', async () => {
    const { body } = await problemOf('/things/%zz');
    expect(body).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('a wrong method', () => {
  it('is 405 and names the right ones in Allow', async () => {
    const { response, body } = await problemOf('/things', { method: 'DELETE' });
    expect(body).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('is 405 on a path with a parameter', async () => {
    const { response } = await problemOf('/things/1', { method: 'PUT', body: '{}' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a body', () => {
  it.each([
    ['cut short', '{"name":'],
    ['empty', ''],
    ['with __proto__', '{"name":"a","quantity":1,"__proto__":{"isAdmin":true}}'],
    ['with constructor.prototype', '{"name":"a","quantity":1,"constructor":{"prototype":{}}}'],
    ['with __proto__ in escapes', String.raw`{"\u005f_proto__":{}}`],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])],
    ['of single quotes', "{'name':'a'}"],
  ])('that is JSON %s is 400 malformed_json', async (_, body) => {
    expect((await post(body)).body).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(tiny.handled).toBe(0);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonx',
    'nonsense',
  ])('of type %s is 415', async (type) => {
    const { body } = await post('{"name":"a","quantity":1}', { 'content-type': type });
    expect(body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('without a type is 415', async () => {
    const { body } = await post(Buffer.from('{"name":"a","quantity":1}'), { 'content-type': '' });
    expect(body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('of more than 256 KiB is 413', async () => {
    const { body } = await post(JSON.stringify({ name: 'x'.repeat(256 * 1024), quantity: 1 }));
    expect(body).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('that is too large is 413 also for a client that reads nothing before all of it is sent', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, ' ');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = ['POST /things HTTP/1.1', 'Host: tiny', 'Content-Type: application/json'];
    socket.write([...head, `Content-Length: ${body.length}`, '', ''].join('\r\n'));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.write(body, (error) => (error ? reject(error) : resolve()));
    });
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that hides its length and is too large is 413', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const sent = httpRequest(`${url}/things`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end(Buffer.alloc(300 * 1024, ' '));
    });
    expect(answer).toBe(413);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('of type %s is taken', async (type) => {
    const body = '\ufeff{"name":"Zoë","quantity":1}';
    const response = await fetch(`${url}/things`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ name: 'Zoë', quantity: 1 });
  });

  it('of the wrong shape is 400 validation_failed with a pointer to each fault', async () => {
    const { body } = await post('{"name":"","quantity":100,"foo":1}');
    expect(body).toMatchObject({ status: 400, code: 'validation_failed' });
    const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/foo', '/name', '/quantity']);
    expect(tiny.handled).toBe(0);
  });

  it.each(['null', '[]', '1', '"text"'])('that is %s is a fault of the whole body', async (text) => {
    expect((await post(text)).body.errors).toEqual([{ pointer: '', detail: expect.any(String) }]);
  });

  it('that is missing is a fault of the whole body', async () => {
    const { body } = await problemOf('/things', { method: 'POST' });
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '' }] });
  });

  it('nested 100,000 deep is refused and not a bug', async () => {
    const { body } = await post(`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)},"quantity":1}`);
    expect(body['status']).toBe(400);
  });
});

describe('a query of the wrong shape', () => {
  it.each(['limit=10', 'limit=x', 'limit=1&limit=2'])('is 400 validation_failed (%s)', async (query) => {
    const { body } = await problemOf(`/things?${query}`);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/limit' }] });
  });
});

describe('an error below a route', () => {
  it('that is unhandled is 500 and contains only its traceId', async () => {
    const { response, body } = await problemOf('/failures/bug');
    expect(body).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify([body, [...response.headers]])).not.toMatch(/s3cret|TypeError|select|\.ts|at /);
  });

  it('of an unreachable database is 503 with Retry-After and no address', async () => {
    const { response, body } = await problemOf('/failures/database');
    expect(body).toMatchObject({ status: 503, code: 'service_unavailable', retryAfterSeconds: 1 });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(JSON.stringify(body)).not.toMatch(/10\.0\.0\.7|ECONNREFUSED/);
  });

  it('of a statement that waited for too long is 503 with Retry-After', async () => {
    const { response, body } = await problemOf('/failures/lock');
    expect(body).toMatchObject({ status: 503, code: 'service_unavailable', retryAfterSeconds: 1 });
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('does not claim that nothing was done: the database may have gone in the middle', async () => {
    expect((await problemOf('/failures/database')).body['detail']).not.toMatch(/nothing/i);
  });

  it('that is a Problem is answered as it says', async () => {
    const { response, body } = await problemOf('/failures/refusal');
    expect(body).toMatchObject({
      status: 409,
      code: 'price_changed',
      detail: 'It is 2100 now.',
      total: 2100,
    });
    expect(response.headers.get('retry-after')).toBe('2');
  });
});

describe('a body that comes late', () => {
  it('is refused under the trace of its request', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = ['POST /things HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Content-Length: 1'];
    socket.write([...head, 'Expect: 100-continue', `traceparent: ${traceparent}`, '', ''].join('\r\n'));
    await once(socket, 'data');
    socket.end('{');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      code: 'malformed_json',
      traceId,
    });
  });
});

describe('bytes that are not HTTP', () => {
  it.each([
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
  ])('(%s) is answered with a problem, and the connection is closed', async (_, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*Content-Type: application\/problem\+json\r\n/);
    const body: unknown = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    expect(body).toMatchObject({
      code: 'bad_request',
      status: 400,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});
