import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { bootTinyService, tiny } from '../boot/boot.fixture.ts';
import { Output } from '../boot/output.fixture.ts';

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  app = await bootTinyService('silent', { REQUEST_TIMEOUT_MS: 1_000 });
  port = Number(new URL(await app.getUrl()).port);
});
afterAll(() => app.close());

async function connected(): Promise<{ socket: Socket; answers: Output }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, answers: new Output(socket) };
}

/** Everything that comes back for these bytes until the service closes the connection. */
async function answersTo(...bytes: readonly string[]): Promise<string> {
  const { socket, answers } = await connected();
  for (const each of bytes) socket.write(each);
  await once(socket, 'close');
  return answers.text;
}

/**
 * Status and code of each response, in order. Expects every refusal to be a problem with the edge's headers.
 */
function refusalsIn(text: string): [number, unknown][] {
  const heads = [
    ...text.matchAll(/HTTP\/1\.1 (\d{3})[^\r]*\r\n((?:[^\r]+\r\n)*)\r\n([^]*?)(?=HTTP\/1\.1 \d|$)/g),
  ];
  return heads.map(([, status, headers = '', body = '']) => {
    expect(headers).toMatch(/^x-request-id: \S/im);
    expect(headers).toMatch(/^x-content-type-options: nosniff\r$/im);
    if (Number(status) < 400) return [Number(status), undefined];
    expect(headers).toMatch(/^content-type: application\/problem\+json(; charset=utf-8)?\r$/im);
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toMatchObject({
      status: Number(status),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    return [Number(status), problem['code']];
  });
}

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: tiny', ...headers, '', ''].join('\r\n');
const post = (body: string, ...headers: string[]): string =>
  ['POST /things HTTP/1.1', 'Host: tiny', 'Content-Type: application/json', ...headers, '', body].join(
    '\r\n',
  );

describe('what Node itself would refuse in words of its own', () => {
  it.each([
    ['no Host', 400, 'bad_request', 'GET /things HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an unknown expectation', 417, 'expectation_failed', get('/things', 'Expect: a-miracle')],
    ['headers of 20 KiB', 431, 'headers_too_large', get('/things', `X-Long: ${'x'.repeat(20_480)}`)],
    ['a path of 20 KiB', 431, 'headers_too_large', get(`/${'x'.repeat(20_480)}`)],
    [
      'a part of the path of 1,025',
      414,
      'uri_too_long',
      get(`/things/${'x'.repeat(1_025)}`, 'Connection: close'),
    ],
    ['a NUL that only the database met', 400, 'bad_request', get('/failures/nul', 'Connection: close')],
    ['a NUL in the query', 400, 'bad_request', get('/things?after=%00', 'Connection: close')],
    ['nonsense', 400, 'bad_request', 'nonsense\r\n\r\n'],
  ])('(%s) is answered with a problem', async (_, status, code, bytes) => {
    expect(refusalsIn(await answersTo(bytes))).toEqual([[status, code]]);
  });

  it('(HTTP/1.0 needs no Host) is let through', async () => {
    expect(refusalsIn(await answersTo('GET /things HTTP/1.0\r\n\r\n'))).toEqual([[200, undefined]]);
  });
});

describe('a plugin that refuses', () => {
  it.each([
    [403, 404, 'not_found'],
    [409, 400, 'bad_request'],
    [404, 404, 'not_found'],
    [408, 408, 'request_timeout'],
  ])('with %i is never made a 500', async (refused, status, code) => {
    const text = await answersTo(get(`/plugin/${refused}`, 'Connection: close'));
    expect(refusalsIn(text)).toEqual([[status, code]]);
  });
});

describe('a text that no database takes', () => {
  it.each([
    ['NUL', String.raw`{"name":"a\u0000","quantity":1}`],
    ['half a surrogate pair', String.raw`{"name":"a\ud800","quantity":1}`],
    ['NUL in a name of a member', String.raw`{"name":"a","quantity":1,"x\u0000":1}`],
  ])('(%s) is refused in the body', async (_, body) => {
    const text = await answersTo(
      post(body, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'),
    );
    expect(refusalsIn(text)).toEqual([[400, 'bad_request']]);
  });

  it('does not matter when it is only spelled out', async () => {
    const body = String.raw`{"name":"\\u0000 \ud83d\ude00","quantity":1}`;
    const text = await answersTo(
      post(body, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'),
    );
    expect(refusalsIn(text)).toEqual([[201, undefined]]);
  });
});

describe('garbage behind a good request', () => {
  it('is refused after the answer to that request, which is the good one', async () => {
    const { socket, answers } = await connected();
    socket.write(get('/failures/slow', 'X-Request-Id: the-good-one') + 'garbage\r\n\r\n');
    await tiny.untilSlow();
    socket.write('and more of it\r\n\r\n');
    tiny.release();
    await once(socket, 'close');
    expect(answers.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*the-good-one[^]*finished/i);
    expect(refusalsIn(answers.text)).toEqual([
      [200, undefined],
      [400, 'bad_request'],
    ]);
  });

  it('within the body of a second request is the answer to that second one', async () => {
    const { socket, answers } = await connected();
    socket.write(get('/failures/slow'));
    socket.write(post('no chunk', 'Transfer-Encoding: chunked'));
    await tiny.untilSlow();
    tiny.release();
    await once(socket, 'close');
    expect(refusalsIn(answers.text)).toEqual([
      [200, undefined],
      [400, 'bad_request'],
    ]);
  });
});

describe('a request that does not come whole in time', () => {
  it.each([
    ['headers', 'POST /things HTTP/1.1\r\nHost: tiny\r\n'],
    ['body', post('{', 'Content-Length: 9')],
  ])('(its %s) is 408, and the connection is closed', async (_, bytes) => {
    expect(refusalsIn(await answersTo(bytes))).toEqual([[408, 'request_timeout']]);
  });

  it('is closed without an answer when nothing of it came', async () => {
    expect(await answersTo()).toBe('');
  });

  it('does not hurry the one before it, whose answer takes longer', async () => {
    const { socket, answers } = await connected();
    socket.write(get('/failures/slow') + 'POST /things HTTP/1.1\r\n');
    await tiny.untilSlow();
    const late = await connected();
    await once(late.socket, 'close');
    tiny.release();
    await once(socket, 'close');
    expect(refusalsIn(answers.text)).toEqual([
      [200, undefined],
      [408, 'request_timeout'],
    ]);
  });
});
