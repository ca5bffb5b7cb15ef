import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { measure, type Slice } from './closed-loop.ts';
import { requestBytes } from './http-connection.ts';

let server: Server;
let port: number;
let served: number;
let answer: RequestListener;

beforeEach(async () => {
  served = 0;
  server = createServer((request, response) => {
    served += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

const post = requestBytes('POST /orders', { 'content-type': 'application/json' }, '{"name":"tée"}');
const run = (concurrency: number): Promise<Slice> =>
  measure(
    { port, next: () => post, concurrency },
    { rampMs: 10, measuredMs: 50 },
    () => ({ server: 0, stores: 0 }),
    new AbortController().signal,
  );

describe('measure', () => {
  it('counts every answer, those outside the slice too', async () => {
    answer = (_, response) => response.writeHead(201, { 'content-length': 2 }).end('{}');
    // A machine that pauses for the whole slice answers nothing in it.
    for (let inSlice = 0; inSlice === 0;) {
      served = 0;
      const { answered, latenciesMs, seconds } = await run(4);
      inSlice = latenciesMs.length;
      expect(answered).toBe(served);
      expect(inSlice).toBeLessThan(answered);
      expect(seconds).toBeGreaterThanOrEqual(0.045);
    }
  });

  it('reads an answer that comes in pieces', async () => {
    answer = (_, response) => {
      response.writeHead(201, { 'content-length': 6 }).write('{"a"');
      // The first piece is read in between.
      setImmediate(() => setImmediate(() => response.end(':1')));
    };
    expect((await run(2)).answered).toBe(served);
  });

  it('fails with the first answer that is not 2xx', async () => {
    answer = (_, response) => {
      const status = served === 7 ? 503 : 201;
      response.writeHead(status, { 'content-length': 4 }).end('full');
    };
    await expect(run(4)).rejects.toThrow('answered 503: full');
  });

  it('fails when the server hangs up', async () => {
    answer = (request) => request.socket.destroy();
    await expect(run(1)).rejects.toThrow(/closed|reset/i);
  });
});
