import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Echo, HttpLab } from '../fixtures/http-lab.ts';

const frontDoor = { readyPath: '/health/ready' };

let other: Echo;
let http: HttpLab;

beforeEach(async () => {
  other = await new Echo().start();
  http = await HttpLab.start({ frontDoor }, [other]);
});
afterEach(async () => {
  await http.stop();
  await other.stop();
});

/** The documented fields of the problem, which the services send too. */
const documented = JSON.parse(
  /```json\n(.*?)```/s.exec(
    readFileSync(path.join(import.meta.dirname, '../../../../docs/problems/service_unavailable.md'), 'utf8'),
  )?.[1] ?? '',
) as Readonly<Record<string, unknown>>;

async function expectAway(method = 'POST', body = 'tea'): Promise<string> {
  const answer = await http.exchange(method, '/orders/7?x=1', body);
  expect(answer.status).toBe(503);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'retry-after': '1',
    connection: 'close',
  });
  const problem = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
  expect(Object.keys(problem).sort()).toEqual(Object.keys(documented).sort());
  const { type, title, status, code, retryAfterSeconds } = documented;
  expect(problem).toMatchObject({ type, title, status, code, retryAfterSeconds, instance: '/orders/7' });
  expect(problem['traceId']).toMatch(/^[0-9a-f]{32}$/);
  return String(problem['detail']);
}

describe('a front door', () => {
  it('returns 503 with Retry-After while no instance is up, and forwards requests again afterward', async () => {
    await Promise.all([http.echo.stop(), other.stop()]);
    expect(await expectAway()).toBe(
      'No instance of payments is ready. The request was not forwarded. Retry it.',
    );
    await expectAway('GET', '');
    await Promise.all([http.echo.start(http.echo.port), other.start(other.port)]);
    let answer = await http.send('POST', '/orders', 'tea');
    while (answer.status === 503) answer = await http.send('POST', '/orders', 'tea');
    expect(answer).toEqual({ status: 201, body: 'tea' });
  });

  it('answers HEAD without a body', async () => {
    await Promise.all([http.echo.stop(), other.stop()]);
    expect(await http.send('HEAD', '/orders')).toEqual({ status: 503, body: '' });
  });

  it('skips an instance that is not ready, although it accepts connections', async () => {
    http.echo.isReady = false;
    for (let order = 0; order < 6; order += 1) {
      http.agent.destroy();
      await http.send('POST', `/orders/${order}`);
    }
    expect([http.echo.got, other.got.length]).toEqual([[], 6]);
  });

  it('returns 503 while no instance is ready', async () => {
    http.echo.isReady = false;
    other.isReady = false;
    await expectAway();
    expect([http.echo.got, other.got]).toEqual([[], []]);
  });

  it('skips an instance whose readiness is unknown', async () => {
    http.echo.server.removeAllListeners('request');
    for (let order = 0; order < 4; order += 1) {
      http.agent.destroy();
      expect(await http.send('POST', `/orders/${order}`)).toMatchObject({ status: 201 });
    }
  });

  it('returns 503 if an instance dies during a request, and does not claim that nothing was done', async () => {
    http.echo.isReady = false;
    const { server } = other;
    other.onRequest = () => server.closeAllConnections();
    expect(await expectAway()).toBe(
      'The response of payments was lost, so the request may have taken effect. Retry it with the same Idempotency-Key.',
    );
    expect(other.got).toEqual(['POST /orders/7?x=1']);
    expect(http.labels()).toEqual(['POST /orders/:id', '503 POST /orders/:id']);
  });

  it('does not interfere with a strike on a connection', async () => {
    http.lab.arm({ edge: 'checkout->payments', direction: 'response', action: { kind: 'reset' } });
    await expect(http.send('POST', '/orders', 'tea')).rejects.toMatchObject({ code: 'ECONNRESET' });
    http.lab.arm({ edge: 'checkout->payments', direction: 'request', action: { kind: 'close' } });
    await expect(http.send('POST', '/orders', 'tea')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

it('without a readiness path, forwards to every instance that accepts connections', async () => {
  const all = await HttpLab.start({ frontDoor: {} }, [other]);
  try {
    all.echo.isReady = false;
    for (let order = 0; order < 2; order += 1) {
      await all.send('POST', `/orders/${order}`);
      all.agent.destroy();
    }
    expect([all.echo.got.length, other.got.length]).toEqual([1, 1]);
  } finally {
    await all.stop();
  }
});
