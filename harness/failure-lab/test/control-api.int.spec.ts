import {
  type ArmedStrike,
  type EdgeConfig,
  type EdgeStatus,
  type LabEvent,
  type Message,
} from '@holdfast/lab-api';
import { eventually } from '@holdfast/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { edgeTo } from './edge.ts';
import { LabProcess } from './lab-process.ts';

const payments = http.createServer((_, response) => void response.writeHead(201).end('{}'));
const asked: string[] = [];
const supervisor = http.createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const isKnown = request.url?.endsWith('/payments') ?? false;
  response
    .writeHead(isKnown ? 200 : 409)
    .end(JSON.stringify({ message: isKnown ? 'payments killed' : 'unknown name "moon"' }));
});
let edge: EdgeConfig;
let lab: LabProcess;

const urlOf = (server: http.Server): URL =>
  new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

beforeAll(async () => {
  for (const server of [payments, supervisor]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  edge = await edgeTo('payments', 'http', urlOf(payments));
  lab = await LabProcess.start([edge], `${urlOf(supervisor).href}token`);
});

afterEach(() => lab.call('POST', '/heal'));

afterAll(async () => {
  await lab.stop();
  for (const server of [payments, supervisor]) {
    server.closeAllConnections();
    server.close();
  }
});

const pay = () => fetch(`http://127.0.0.1:${edge.port}/payments`, { method: 'POST' });
const route = encodeURIComponent('service->payments');

describe('the control API', () => {
  it('shows its edges', async () => {
    await pay();
    const { body } = await lab.call('GET', '/edges');
    expect((body as EdgeStatus[])[0]).toMatchObject({
      ...edge,
      messages: 2,
      backgroundMessages: {},
      faults: [],
    });
  });

  it('sets a fault, counts it and clears it', async () => {
    const set = await lab.call('POST', `/edges/${route}/faults`, { kind: 'status', status: 503 });
    expect(set).toMatchObject({
      status: 201,
      body: { kind: 'status', struck: 0, edge: 'service->payments' },
    });
    expect((await pay()).status).toBe(503);
    const { faultId } = set.body as { faultId: string };
    expect((await lab.call('GET', '/faults')).body).toMatchObject([{ faultId, struck: 1 }]);
    expect(await lab.call('DELETE', `/faults/${faultId}`)).toMatchObject({
      status: 200,
      body: { struck: 1 },
    });
    expect((await pay()).status).toBe(201);
  });

  it('holds a message, releases it, and reports both on its stream', async () => {
    await lab.watch();
    const strike = { edge: 'service->payments', direction: 'response', action: { kind: 'hold' } };
    const armed = await lab.call('POST', '/strikes', strike);
    expect(armed).toMatchObject({ status: 201, body: { state: 'armed', message: null } });
    const { strikeId } = armed.body as ArmedStrike;
    const answer = pay();
    await eventually(async () =>
      expect((await lab.call('GET', `/strikes/${strikeId}`)).body).toMatchObject({
        state: 'held',
        message: { label: '201 POST /payments' },
      }),
    );
    const released = await lab.call('POST', `/strikes/${strikeId}/release`, { how: 'forward' });
    expect(released).toMatchObject({ status: 200, body: { state: 'struck' } });
    expect((await answer).status).toBe(201);
    await eventually(() =>
      expect(lab.events.map(({ type }) => type).filter((type) => type !== 'connection')).toEqual(
        expect.arrayContaining(['message', 'message', 'struck', 'released']),
      ),
    );
    expect(await lab.call('POST', `/strikes/${strikeId}/release`, { how: 'drop' })).toMatchObject({
      status: 409,
      contentType: 'application/problem+json',
    });
  });

  it('sends late listeners the events since a message', async () => {
    await pay();
    await pay();
    const earlier = lab.events.length;
    const [first] = lab.events.flatMap((event): Message[] =>
      event.type === 'message' ? [event.message] : [],
    );
    await lab.watch(`?since=${first?.number}`);
    await eventually(() => expect(lab.events.length).toBeGreaterThan(earlier * 1.5));
  });

  it('leaves out background messages on request', async () => {
    const [all, wanted]: [LabEvent[], LabEvent[]] = [[], []];
    await lab.watch('?background=true', all);
    await lab.watch('?background=false', wanted);
    await fetch(`http://127.0.0.1:${edge.port}/health/ready`, { method: 'POST' });
    await pay();
    const labels = (events: readonly LabEvent[]): string[] =>
      events.flatMap((event) => (event.type === 'message' ? [event.message.label] : []));
    for (const events of [all, wanted])
      await eventually(() => expect(labels(events)).toContain('201 POST /payments'));
    expect(labels(all)).toContain('201 POST /health/ready');
    expect(labels(wanted)).toEqual(['POST /payments', '201 POST /payments']);
  });

  it('clears everything on heal, and returns what it cleared', async () => {
    await lab.call('POST', '/edges/*/faults', { kind: 'latency', ms: 1 });
    await lab.call('POST', '/strikes', {
      edge: 'service->payments',
      direction: 'request',
      action: { kind: 'hold' },
    });
    const answer = pay();
    await eventually(async () =>
      expect((await lab.call('GET', '/strikes')).body).toMatchObject([{ state: 'held' }]),
    );
    expect((await lab.call('POST', '/heal')).body).toMatchObject({
      faults: [{ kind: 'latency', edge: '*' }],
      strikes: [{ state: 'held' }],
    });
    expect((await answer).status).toBe(201);
    expect((await lab.call('GET', '/strikes')).body).toEqual([]);
    expect((await lab.call('GET', '/faults')).body).toEqual([]);
  });

  it('resets connections that were silenced, which healing leaves silent', async () => {
    await lab.call('POST', '/strikes', {
      edge: 'service->payments',
      direction: 'response',
      action: { kind: 'black_hole' },
    });
    const swallowed = expect(pay()).rejects.toThrow('fetch failed');
    await eventually(async () =>
      expect((await lab.call('GET', '/strikes')).body).toMatchObject([{ state: 'struck' }]),
    );
    await lab.call('POST', '/heal');
    expect((await lab.call('POST', '/reset-silent')).body).toEqual({ reset: 1 });
    await swallowed;
  });

  it('has the supervisor act on processes', async () => {
    expect(await lab.call('POST', '/processes/payments/kill')).toMatchObject({
      status: 200,
      body: { message: 'payments killed' },
    });
    expect(asked).toEqual(['POST /token/kill/payments']);
    expect(await lab.call('POST', '/processes/moon/kill')).toMatchObject({
      status: 409,
      body: { detail: 'unknown name "moon"' },
    });
  });

  it.each([
    [
      'POST',
      '/edges/moon/faults',
      { kind: 'reset' },
      404,
      /no edge or route "moon". Edges: service->payments/,
    ],
    ['POST', '/edges/*/faults', { kind: 'fire' }, 400, /not a valid fault: kind/],
    ['POST', '/edges/*/faults', { kind: 'latency' }, 400, /ms/],
    ['POST', '/edges/*/faults', { kind: 'latency', ms: -1 }, 400, /ms/],
    ['POST', '/edges/*/faults', { kind: 'reset', often: 2 }, 400, /often/],
    [
      'POST',
      '/edges/*/faults',
      { kind: 'status', status: 500, direction: 'response' },
      400,
      /only be "request"/,
    ],
    ['POST', '/edges/*/faults', '{', 400, /not JSON/],
    [
      'POST',
      '/strikes',
      { edge: '*', direction: 'response', action: { kind: 'duplicate' } },
      400,
      /Only HTTP requests/,
    ],
    ['POST', '/strikes', { edge: '*' }, 400, /direction.*action/],
    ['POST', '/strikes', undefined, 400, /not a valid strike/],
    ['POST', '/strikes/strike-999/release', { how: 'forward' }, 404, /no strike "strike-999"/],
    ['POST', '/processes/payments/explode', undefined, 404, /Unknown action "explode". Actions: kill/],
    ['GET', '/events?since=x', undefined, 400, /number of a message/],
    ['GET', '/events?background=maybe', undefined, 400, /true or false/],
    ['DELETE', '/faults/fault-999', undefined, 404, /no fault "fault-999"/],
    ['PUT', '/faults', undefined, 405, /does not support PUT/],
    ['GET', '/nothing', undefined, 404, /Unknown path \/nothing/],
  ])('refuses %s %s %j with %i and changes nothing', async (method, path, body, status, detail) => {
    const answer = await lab.call(method, path, body);
    expect(answer).toMatchObject({ status, contentType: 'application/problem+json', body: { status } });
    expect((answer.body as { detail: string }).detail).toMatch(detail);
    expect((await lab.call('GET', '/faults')).body).toEqual([]);
    expect((await lab.call('GET', '/strikes')).body).toEqual([]);
  });
});

describe('a page of another site', () => {
  const heal = (headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; type: string | undefined }>((resolve, reject) => {
      const { port } = new URL(lab.process.url);
      const request = http.request({ port, host: '127.0.0.1', path: '/heal', method: 'POST', headers });
      request.once('error', reject).once('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode, type: response.headers['content-type'] });
      });
      request.end();
    });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'rebound.evil.example' },
  ])('heals and breaks nothing here (%j)', async (headers) => {
    expect(await heal(headers)).toEqual({ status: 403, type: 'application/problem+json' });
  });

  it.each<Record<string, string>>([{}, { host: 'localhost:3020', origin: 'http://localhost:3020' }])(
    'is not meant when it is one of ours (%j)',
    async (headers) => {
      expect((await heal(headers)).status).toBe(200);
    },
  );
});
