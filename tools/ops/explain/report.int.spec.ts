import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@holdfast/local-stack';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { reportOf } from './report.ts';

describe('reportOf', () => {
  let server: Server;
  let reply: { status: number; body: string } | 'none';

  beforeAll(async () => {
    server = createServer((_, response) => {
      if (reply !== 'none') response.writeHead(reply.status).end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = () => reportOf('checkout', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  it('returns the report, also of a newer version', async () => {
    const dependency = {
      dependency: 'payments',
      breaker: 'closed',
      since: '2026-11-24T21:40:48.000Z',
      explanation: 'It works.',
      usersSee: 'Nothing.',
      nextProbeAt: null,
      hasBreaker: true,
      failures: 0,
      finished: 0,
      limits: { failurePercent: 50, minThroughput: 20 },
      mostCommonCause: null,
      pausedUntil: null,
    };
    reply = { status: 200, body: JSON.stringify({ dependencies: [{ ...dependency, more: 1 }], more: 1 }) };
    expect(await ask()).toEqual({ service: 'checkout', responds: true, dependencies: [dependency] });
  });

  it.each([
    [{ status: 404, body: '{}' }, 'no GET /resilience'],
    [{ status: 500, body: '{}' }, 'status 500'],
    [{ status: 200, body: '{}' }, 'unreadable response'],
    ['none' as const, 'no response within 2 s'],
  ])('gives the reason if the response is not a report: %j', async (given, reason) => {
    reply = given;
    expect(await ask()).toEqual({ service: 'checkout', responds: false, reason });
  });

  it('reports a refused connection', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    expect(await reportOf('email', address)).toEqual({
      service: 'email',
      responds: false,
      reason: 'connection refused',
    });
  });

  it('reports a name without an address, such as that of a stopped container', async () => {
    expect(await reportOf('email', 'http://stopped.invalid:3003')).toEqual({
      service: 'email',
      responds: false,
      reason: 'host not found',
    });
  });
});
