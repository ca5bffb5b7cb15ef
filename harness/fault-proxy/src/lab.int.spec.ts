import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { HttpLab } from './fixtures/http-lab.ts';

let http: HttpLab;

beforeEach(async () => {
  http = await HttpLab.start();
});

afterEach(() => http.stop());

const hit = async (strikeId: string): Promise<void> => {
  while (http.lab.strike(strikeId).state === 'armed') await new Promise(setImmediate);
};

describe('a lab without faults', () => {
  it('forwards everything and labels it', async () => {
    expect(await http.send('POST', '/payments', 'one')).toEqual({ status: 201, body: 'one' });
    expect(await http.send('GET', '/orders/0190a3f8-0000-7000-8000-000000000000?x=1')).toMatchObject({
      status: 201,
    });
    expect(http.labels()).toEqual([
      'POST /payments',
      '201 POST /payments',
      'GET /orders/:id',
      '201 GET /orders/:id',
    ]);
    expect(http.messages()[1]).toMatchObject({
      number: 2,
      route: 'checkout->payments',
      sender: 'payments',
      receiver: 'checkout',
    });
  });

  it('resets a caller if no server is behind it', async () => {
    await http.echo.stop();
    await expect(http.send('GET', '/x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await http.echo.start(http.echo.port);
    expect(await http.send('GET', '/x')).toMatchObject({ status: 201 });
  });
});

describe('a strike', () => {
  it('hits only the message with its ordinal on a kept-alive connection', async () => {
    const { strikeId } = http.lab.arm({
      edge: 'checkout->payments',
      direction: 'request',
      label: 'POST /payments',
      ordinal: 2,
      action: { kind: 'reset' },
    });
    await http.send('POST', '/payments', 'one');
    await http.send('GET', '/payments');
    await expect(http.send('POST', '/payments', 'two')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await http.send('POST', '/payments', 'three')).toMatchObject({ status: 201 });
    expect(http.echo.got).toEqual(['POST /payments', 'GET /payments', 'POST /payments']);
    expect(http.lab.strike(strikeId)).toMatchObject({ state: 'struck', message: { number: 5 } });
  });

  it('resets a response after the effect', async () => {
    http.lab.arm({ edge: 'checkout->payments', direction: 'response', action: { kind: 'reset' } });
    await expect(http.send('POST', '/payments', 'one')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(http.echo.got).toEqual(['POST /payments']);
  });

  it('holds a request until it is forwarded', async () => {
    const { strikeId } = http.lab.arm({
      edge: 'checkout->payments',
      direction: 'request',
      contains: 'needle',
      action: { kind: 'hold' },
    });
    await http.send('POST', '/payments', 'hay');
    const answer = http.send('POST', '/payments', 'a needle');
    await hit(strikeId);
    expect(http.lab.strike(strikeId).state).toBe('held');
    expect(http.echo.got).toHaveLength(1);
    http.lab.release(strikeId, 'forward');
    expect(await answer).toEqual({ status: 201, body: 'a needle' });
  });

  it('delivers a held request although its client has disconnected', async () => {
    const { strikeId } = http.lab.arm({
      edge: 'checkout->payments',
      direction: 'request',
      action: { kind: 'hold' },
    });
    await expect(http.send('POST', '/payments', 'late', 50)).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(http.echo.got).toEqual([]);
    await http.lab.heal();
    while (http.echo.got.length === 0) await new Promise(setImmediate);
    expect(http.lab.strikes()).toEqual([]);
    expect(strikeId).toBe('strike-1');
  });

  it('releases a connection whose client has already closed its side', async () => {
    const { strikeId } = http.lab.arm({
      edge: 'checkout->payments',
      direction: 'response',
      action: { kind: 'hold' },
    });
    const client = connect({ port: http.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => undefined).resume();
    client.end('GET /x HTTP/1.0\r\n\r\n');
    await hit(strikeId);
    http.lab.release(strikeId, 'reset');
    await new Promise((resolve) => client.once('close', resolve));
    while (http.lab.edges()[0]?.connections !== 0) await new Promise(setImmediate);
  });

  it('delivers and resets', async () => {
    const { strikeId } = http.lab.arm({
      edge: 'checkout->payments',
      direction: 'request',
      action: { kind: 'hold' },
    });
    const answer = http.send('POST', '/payments', 'x').catch((error: NodeJS.ErrnoException) => error.code);
    await hit(strikeId);
    http.lab.release(strikeId, 'forward_and_reset');
    expect(await answer).toBe('ECONNRESET');
    while (http.echo.got.length === 0) await new Promise(setImmediate);
  });

  it('cuts a response in half', async () => {
    http.lab.arm({ edge: 'checkout->payments', direction: 'response', action: { kind: 'cut' } });
    await expect(http.send('POST', '/payments', 'x'.repeat(10_000))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
  });

  it('sends a request twice', async () => {
    http.lab.arm({ edge: 'checkout->payments', direction: 'request', action: { kind: 'duplicate' } });
    expect(await http.send('POST', '/payments', 'x')).toMatchObject({ status: 201 });
    while (http.echo.got.length < 2) await new Promise(setImmediate);
    expect(http.echo.got).toEqual(['POST /payments', 'POST /payments']);
  });

  it('stays silent until the caller gives up', async () => {
    http.lab.arm({ edge: 'checkout->payments', direction: 'response', action: { kind: 'black_hole' } });
    await expect(http.send('POST', '/payments', 'x', 100)).rejects.toMatchObject({ code: 'TIMEOUT' });
    while (http.lab.edges()[0]?.connections !== 0) await new Promise(setImmediate);
  });

  it('resets the connections that were silenced, and no others, when asked to', async () => {
    await http.send('GET', '/x');
    http.lab.arm({ edge: 'checkout->payments', direction: 'response', action: { kind: 'black_hole' } });
    const swallowed = http.send('POST', '/payments', 'x');
    while (http.echo.got.length < 2) await new Promise(setImmediate);
    while (http.lab.strikes()[0]?.state !== 'struck') await new Promise(setImmediate);
    await http.lab.heal();
    expect(http.lab.resetSilent()).toBe(1);
    await expect(swallowed).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(http.lab.resetSilent()).toBe(0);
    expect(await http.send('GET', '/x')).toMatchObject({ status: 201 });
  });
});

describe('a fault', () => {
  const fault = (given: Parameters<typeof http.lab.setFault>[1]) =>
    http.lab.setFault('checkout->payments', given);
  const messagesStruck = () =>
    http.lab.log.since(0).flatMap((event) => (event.type === 'fault_struck' ? [event.message] : []));

  it('refuses connections until it is cleared', async () => {
    await http.send('GET', '/x');
    const { faultId, struck } = await fault({ kind: 'refuse' });
    expect(struck).toBeGreaterThanOrEqual(1);
    await expect(http.send('GET', '/x')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await http.lab.clearFault(faultId);
    expect(await http.send('GET', '/x')).toMatchObject({ status: 201 });
  });

  it('hangs handshakes, and counts waiting callers', async () => {
    await fault({ kind: 'syn_hang' });
    await expect(http.send('GET', '/x', '', 500)).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(http.lab.faults()[0]?.struck).toBe(1);
    expect(messagesStruck()).toEqual([null]);
    await http.lab.heal();
    expect(await http.send('GET', '/x')).toMatchObject({ status: 201 });
  });

  it('responds instead of the server', async () => {
    await fault({ kind: 'status', status: 429, headers: { 'Retry-After': '2' }, body: '{}', times: 1 });
    expect(await http.send('POST', '/payments', 'x')).toEqual({ status: 429, body: '{}' });
    expect(http.echo.got).toEqual([]);
    expect(await http.send('POST', '/payments', 'x')).toMatchObject({ status: 201 });
    expect(http.labels()).toContain('429 POST /payments');
    const [request] = http.lab.log.since(0).filter(({ type }) => type === 'message');
    expect(messagesStruck()).toEqual([request?.type === 'message' && request.message.number]);
  });

  it('spares background if it is counted, as a strike does, unless it names it', async () => {
    await fault({ kind: 'status', status: 503, times: 1 });
    expect(await http.send('GET', '/health/ready')).toMatchObject({ status: 200 });
    expect(await http.send('POST', '/payments', 'x')).toMatchObject({ status: 503 });
    await fault({ kind: 'status', status: 503, times: 1, label: 'GET /health/ready' });
    expect(await http.send('GET', '/health/ready')).toMatchObject({ status: 503 });
    await fault({ kind: 'status', status: 503 });
    expect(await http.send('GET', '/health/ready')).toMatchObject({ status: 503 });
  });

  it('replaces the response of the server', async () => {
    await fault({ kind: 'status_after', status: 500, label: 'POST /payments' });
    expect(await http.send('POST', '/payments', 'x')).toMatchObject({ status: 500 });
    expect(await http.send('GET', '/payments')).toMatchObject({ status: 201 });
    expect(http.echo.got).toHaveLength(2);
    expect(http.lab.faults()[0]?.struck).toBe(1);
  });

  it('delays every response from its arrival', async () => {
    await fault({ kind: 'latency', ms: 150 });
    const begun = performance.now();
    await http.send('POST', '/payments', 'x'.repeat(200_000));
    const took = performance.now() - begun;
    expect(took).toBeGreaterThanOrEqual(145);
    expect(took).toBeLessThan(1_500);
  });

  it('reports when a caller left, even if bytes are still on their way to it', async () => {
    await fault({ kind: 'latency', ms: 600 });
    const begun = Date.now();
    await expect(http.send('POST', '/payments', 'x', 100)).rejects.toMatchObject({ code: 'TIMEOUT' });
    const closed = () => http.events.find((event) => event.type === 'connection' && event.state === 'closed');
    while (closed() === undefined) await new Promise(setImmediate);
    expect(closed()).toMatchObject({ endedBy: 'caller' });
    expect((closed() as { leftAt: number }).leftAt - begun).toBeLessThan(500);
  });

  it('limits the bandwidth', async () => {
    await fault({ kind: 'bandwidth', bytesPerSecond: 20_000, direction: 'response' });
    const begun = performance.now();
    expect(await http.send('POST', '/payments', 'x'.repeat(8_000))).toMatchObject({ status: 201 });
    expect(performance.now() - begun).toBeGreaterThan(350);
  });

  it.each([{ kind: 'slice', bytes: 3, pauseMs: 0 } as const, { kind: 'latency', ms: 5 } as const])(
    'changes no byte: %o',
    async (given) => {
      await fault(given);
      expect(await http.send('POST', '/payments', 'sliced')).toEqual({ status: 201, body: 'sliced' });
    },
  );

  it('truncates a response', async () => {
    await fault({ kind: 'truncate', bytes: 60 });
    await expect(http.send('POST', '/payments', 'x'.repeat(100))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
  });

  it('replaces a body with garbage', async () => {
    await fault({ kind: 'garbage' });
    const { status, body } = await http.send('POST', '/payments', '{"a":1}');
    expect(status).toBe(201);
    expect(() => JSON.parse(body) as unknown).toThrow();
  });

  it('hides a dead client from its server until it is cleared', async () => {
    await http.send('GET', '/x');
    await fault({ kind: 'half_open' });
    http.agent.destroy();
    while (http.lab.faults()[0]?.struck === 0) await new Promise(setImmediate);
    expect(http.lab.edges()[0]?.connections).toBe(1);
    await http.lab.heal();
    while (http.lab.edges()[0]?.connections !== 0) await new Promise(setImmediate);
  });

  it.each(['reset', 'close'] as const)('%s: ends each connection at its first message', async (kind) => {
    await fault({ kind });
    await expect(http.send('GET', '/x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(http.send('GET', '/x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(http.lab.faults()[0]?.struck).toBe(2);
  });
});
