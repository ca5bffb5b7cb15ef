import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@holdfast/local-stack';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { reportOf } from './report.ts';

describe('reportOf', () => {
  let server: Server;
  let answer: { status: number; body: string } | 'none';

  beforeAll(async () => {
    server = createServer((_, response) => {
      if (answer !== 'none') response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = () => reportOf('checkout', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  it('gives what the service says, of whatever newer version it is', async () => {
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
    answer = { status: 200, body: JSON.stringify({ dependencies: [{ ...dependency, more: 1 }], more: 1 }) };
    expect(await ask()).toEqual({ service: 'checkout', answers: true, dependencies: [dependency] });
  });

  it.each([
    [{ status: 404, body: '{}' }, 'it has no GET /resilience'],
    [{ status: 500, body: '{}' }, 'status 500'],
    [{ status: 200, body: '{}' }, 'an answer that cannot be read'],
    ['none' as const, 'no response within 2 s'],
  ])('says that it does not answer properly: %j', async (given, reason) => {
    answer = given;
    expect(await ask()).toEqual({ service: 'checkout', answers: false, reason });
  });

  it('says that nothing listens there', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    expect(await reportOf('email', address)).toEqual({
      service: 'email',
      answers: false,
      reason: 'connection refused',
    });
  });
});
