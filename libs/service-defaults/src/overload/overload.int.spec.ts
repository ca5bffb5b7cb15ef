import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ServiceSettings } from '../boot/boot.ts';
import { Output } from '../boot/output.fixture.ts';

/** The built program: its event loop can be blocked while this one's goes on. */
const program = fileURLToPath(new URL('../../dist/overload/overload.fixture.js', import.meta.url));
const limit = 3;

let child: ChildProcess;
let log: Output;
let url: string;
let held: Promise<Response>[];

async function start(maxEventLoopDelayMs: number, settings: Partial<ServiceSettings> = {}): Promise<void> {
  held = [];
  const limits = { MAX_IN_FLIGHT: limit, MAX_EVENT_LOOP_DELAY_MS: maxEventLoopDelayMs, ...settings };
  child = spawn(process.execPath, [program, JSON.stringify(limits)], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  log = new Output(child.stdout as NodeJS.ReadableStream);
  url = (await log.until(/listens on (http:\/\/127\.0\.0\.1:\d+)/))[1] ?? '';
}
/** The event loop is never the reason, however busy the machine is. */
const startWithoutLoopLimit = () => start(60_000);

afterEach(async () => {
  child.send('release');
  await Promise.allSettled(held);
  child.kill('SIGKILL');
  await once(child, 'exit');
});

const get = (path: string, init: RequestInit = {}) => fetch(url + path, init);

async function metric(sample: string): Promise<number> {
  const lines = (await (await get('/metrics')).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${sample} `))?.split(' ')[1]);
}
const inFlight = () => metric('http_server_in_flight_requests{service="loaded"}');
const shed = (reason: string) => metric(`http_server_shed_total{reason="${reason}",service="loaded"}`);

async function holdAll(): Promise<void> {
  held = Array.from({ length: limit }, () => get('/held'));
  await log.until(new RegExp(`held ${limit}\n`));
}

async function untilInFlight(count: number): Promise<void> {
  while ((await inFlight()) !== count);
}

describe('when as many requests are in flight as may be', () => {
  beforeEach(startWithoutLoopLimit);

  it('refuses the next immediately: 503 overloaded, with Retry-After 1 or 2', async () => {
    await holdAll();
    const response = await get('/quick');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^[12]$/);
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      type: 'urn:holdfast:problem:overloaded',
      code: 'overloaded',
      status: 503,
      instance: '/quick',
      retryAfterSeconds: Number(response.headers.get('retry-after')),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await shed('in_flight')).toBe(1);
  });

  it('spreads when the refused come back over one second and two', async () => {
    await holdAll();
    const seen = new Set<string | null>();
    while (seen.size < 2) seen.add((await get('/quick')).headers.get('retry-after'));
    expect([...seen].sort()).toEqual(['1', '2']);
  });

  it.each([
    ['a body and an idempotency key', { 'idempotency-key': '"k1"', 'content-type': 'application/json' }],
    ['a wrong API key', { authorization: 'Bearer wrong', 'content-type': 'application/json' }],
    ['a body that is not JSON', { 'content-type': 'text/plain' }],
  ])('does not look at %s, and runs nothing', async (_, headers) => {
    await holdAll();
    const response = await get('/held', { method: 'POST', headers, body: '{"name":' });
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'overloaded' }),
    ]);
    expect(log.text).not.toContain(`held ${limit + 1}`);
  });

  it.each(['/health/live', '/health/ready', '/metrics', '/resilience'])('answers %s', async (path) => {
    await holdAll();
    expect((await get('/quick')).status).toBe(503);
    expect((await get(path)).status).toBe(200);
  });

  it('counts neither those it refused nor what operators ask', async () => {
    await holdAll();
    for (const path of ['/quick', '/nothing', '/health/ready']) await get(path);
    expect(await inFlight()).toBe(limit);
  });

  it('takes requests again once others have ended', async () => {
    await holdAll();
    child.send('release');
    for (const request of held) expect(await (await request).text()).toBe('released');
    await untilInFlight(0);
    expect(await (await get('/quick')).text()).toBe('quick');
  });

  it('still counts a request whose caller has left, until its handler ends', async () => {
    const leaving = new AbortController();
    const left = get('/held', { signal: leaving.signal }).catch((error: Error) => error.name);
    await log.until(/held 1\n/);
    held = [get('/held'), get('/held')];
    await log.until(new RegExp(`held ${limit}\n`));
    leaving.abort();
    expect(await left).toBe('AbortError');
    expect((await get('/quick')).status).toBe(503);
    child.send('release');
    await Promise.all(held);
    await untilInFlight(0);
  });

  it('logs its start and its end, and no line per refusal', async () => {
    await holdAll();
    for (let n = 0; n < 20; n += 1) await get('/quick');
    child.send('release');
    await log.until(/"refused":20,.*"msg":"no longer overloaded"/);
    expect(log.text.match(/overloaded/g)).toHaveLength(2);
    expect(log.text).not.toContain('GET /quick');
  });
});

describe('a request that does not come whole', () => {
  beforeEach(startWithoutLoopLimit);

  it('takes the place of none that does, however many there are', async () => {
    const slow = await Promise.all(Array.from({ length: 40 * limit }, aConnection));
    for (const socket of slow) socket.write(halfABody);
    await untilTaken(slow.length);
    for (let n = 0; n < 10 * limit; n += 1) expect((await get('/quick')).status).toBe(200);
    expect([await inFlight(), await shed('in_flight')]).toEqual([0, 0]);
    for (const socket of slow) socket.destroy();
  });

  it('counts from the moment its body is whole', async () => {
    const socket = await aConnection();
    socket.write(halfABody);
    await untilTaken(1);
    socket.write('}');
    await log.until(/held 1\n/);
    expect(await inFlight()).toBe(1);
    socket.destroy();
    child.send('release');
    await untilInFlight(0);
  });

  it('is refused when all places were taken while its body came', async () => {
    const socket = await aConnection();
    const answers = new Output(socket);
    socket.write(halfABody);
    await untilTaken(1);
    await holdAll();
    socket.write('}');
    await answers.until(/^HTTP\/1\.1 503 [^]*"code":"overloaded"/);
    expect(log.text).not.toContain(`held ${limit + 1}`);
  });
});

const halfABody =
  'POST /held HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{';

/** Until the program has read the headers of so many requests that have no answer yet. */
async function untilTaken(count: number): Promise<void> {
  child.send({ tellAt: count });
  await log.until(new RegExp(`taken ${count}\n`));
}

describe('the connections of one address', () => {
  beforeEach(() => start(60_000, { MAX_CONNECTIONS_PER_ADDRESS: 8 }));

  const from = async (localAddress: string): Promise<Socket> => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress });
    await once(socket, 'connect');
    return socket;
  };

  it('are closed unread beyond its share, and others notice nothing', async () => {
    const own = await Promise.all(Array.from({ length: 8 }, () => from('127.0.0.2')));
    const beyond = await from('127.0.0.2');
    beyond.on('error', () => undefined);
    await once(beyond, 'close');
    expect((await get('/quick')).status).toBe(200);
    expect(await metric('http_server_connections_refused_total{service="loaded"}')).toBe(1);
    for (const socket of own) socket.destroy();
  });

  it('count until they are closed, by whichever side and in whichever way', async () => {
    const own = await Promise.all(Array.from({ length: 8 }, () => from('127.0.0.2')));
    await untilOpen((count) => count > 8);
    const [reset, ended] = [own.slice(0, 4), own.slice(4)];
    for (const socket of reset) socket.resetAndDestroy();
    for (const socket of ended) socket.end('no request').resume();
    expect(await untilOpen((count) => count < 8)).toEqual({ stillCounted: 0 });
  });

  async function untilOpen(isEnough: (count: number) => boolean): Promise<{ stillCounted: number }> {
    for (;;) {
      const page = await (await get('/metrics')).text();
      const [open = 0, counted = 0] = ['open', 'counted'].map((state) =>
        Number(new RegExp(`^http_server_connections\\{state="${state}".*\\} (\\d+)$`, 'm').exec(page)?.[1]),
      );
      if (isEnough(open)) return { stillCounted: counted - open };
    }
  }
});

async function aConnection(): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** A connection that the service has already used: it reads further requests immediately. */
async function aKnownConnection(): Promise<{ socket: Socket; answers: Output }> {
  const socket = await aConnection();
  const answers = new Output(socket);
  socket.write(requestOf('/health/live'));
  await answers.until(/\{"status":"ok"\}/);
  answers.text = '';
  return { socket, answers };
}

const requestOf = (path: string) => `GET ${path} HTTP/1.1\r\nHost: loaded\r\n\r\n`;

describe('when the event loop was blocked', () => {
  beforeEach(() => start(500));

  it('refuses the requests that waited, responds to operators, and recovers automatically', async () => {
    const [first, second, operator] = [
      await aKnownConnection(),
      await aKnownConnection(),
      await aKnownConnection(),
    ];
    const blocking = get('/blocking');
    await log.until(/the event loop is blocked/);
    first.socket.write(requestOf('/quick'));
    second.socket.write(requestOf('/held'));
    operator.socket.write(requestOf('/health/live'));
    child.stdin?.write('go on\n');

    expect(await (await blocking).text()).toBe('unblocked');
    await first.answers.until(/^HTTP\/1\.1 503 [^]*"code":"overloaded"/);
    await second.answers.until(/^HTTP\/1\.1 503 [^]*"code":"overloaded"/);
    await operator.answers.until(/^HTTP\/1\.1 200 [^]*"status":"ok"/);
    expect(log.text).not.toContain('held 1');
    expect([await shed('event_loop'), await shed('in_flight')]).toEqual([2, 0]);
    while ((await get('/quick')).status !== 200);
  });
});

describe('when nothing is wrong', () => {
  beforeEach(startWithoutLoopLimit);

  it('refuses nothing, one request after the other', async () => {
    for (let n = 0; n < 10 * limit; n += 1) expect((await get('/quick')).status).toBe(200);
    expect([await shed('in_flight'), await shed('event_loop')]).toEqual([0, 0]);
  });
});
