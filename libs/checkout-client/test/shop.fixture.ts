import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { anOrder } from '../src/shop/order.fixture.ts';

/**
 * The fault of one request. From `response lost` on, it happens after the charge; with `silence`, nothing
 * ever happens.
 */
export type Fault =
  | 'reset'
  | 'busy'
  | 'bad gateway'
  | 'response lost'
  | 'response late'
  | 'response in HTML'
  | 'response cut off'
  | 'response half JSON'
  | 'crash after charge'
  | 'silence'
  | 'redirect';

interface Known {
  readonly body: string;
  /** Undefined while the charge is in progress. */
  answer?: string;
}

/**
 * A shop over real HTTP that implements POST /checkouts, charges once per key, and fails as the test sets.
 */
export class Shop {
  readonly keys = new Set<string>();
  readonly bodies = new Set<string>();
  readonly chargedBodies: string[] = [];
  requests = 0;
  faults: Fault[] = [];
  chargeMs = 0;
  retryAfterSeconds = 0;
  /** Called for every charge, which ends on its own. */
  whileCharging: (charge: Promise<unknown>) => void = () => undefined;
  private readonly unanswered = new Map<string, PromiseWithResolvers<void>>();
  private readonly known = new Map<string, Known>();
  private readonly server = createServer((request, response) => void this.handle(request, response));

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Resolves once the sender of that request must give up. */
  leavesUnanswered(number: string): Promise<void> {
    return this.leaving(number).promise;
  }

  private leaving(number: string): PromiseWithResolvers<void> {
    const leaving = this.unanswered.get(number) ?? Promise.withResolvers<void>();
    this.unanswered.set(number, leaving);
    return leaving;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['idempotency-key']);
    const leave = this.leaving(String(request.headers['x-request-number'])).resolve;
    const body = await text(request);
    const fault = this.faults.shift();
    this.requests += 1;
    this.keys.add(key);
    this.bodies.add(body);
    if (fault === 'silence') return leave();
    if (fault === 'redirect') return void response.writeHead(307, { location: request.url }).end();
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault === 'busy') return this.refuse(response, 503, 'service_unavailable', this.retryAfterSeconds);
    if (fault === 'bad gateway') return void response.writeHead(502).end('<h1>Bad gateway</h1>');

    const known = this.known.get(key);
    if (known !== undefined && known.body !== body)
      return this.refuse(response, 422, 'idempotency_key_reused');
    if (known !== undefined && known.answer === undefined)
      return this.refuse(response, 409, 'idempotency_in_flight', 0);
    const answer = known?.answer ?? (await this.charge(key, body));
    if (fault === 'response late') {
      leave();
      await once(response, 'close');
    }
    reply(response, fault, answer, known !== undefined);
  }

  private async charge(key: string, body: string): Promise<string> {
    const known: Known = { body };
    this.known.set(key, known);
    const charge = delay(this.chargeMs, undefined, { ref: false });
    this.whileCharging(charge);
    await charge;
    this.chargedBodies.push(body);
    return (known.answer = JSON.stringify(anOrder({ orderId: `ord_${this.chargedBodies.length}` })));
  }

  private refuse(response: ServerResponse, status: number, code: string, retryAfterSeconds?: number): void {
    const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    response.writeHead(status, { 'content-type': 'application/problem+json', ...retryAfter });
    response.end(JSON.stringify({ type: `urn:holdfast:problem:${code}`, title: code, status, code }));
  }
}

function reply(response: ServerResponse, fault: Fault | undefined, answer: string, isReplay: boolean): void {
  const headers = {
    'content-type': 'application/json',
    ...(isReplay ? { 'idempotent-replayed': 'true' } : {}),
  };
  const half = answer.slice(0, answer.length / 2);
  switch (fault) {
    case 'response lost':
      return void response.socket?.resetAndDestroy();
    case 'crash after charge':
      return void response.writeHead(500, headers).end('{}');
    case 'response in HTML':
      return void response.writeHead(201, { 'content-type': 'text/html' }).end('<p>Thank you!</p>');
    case 'response half JSON':
      return void response.writeHead(201, headers).end(half);
    case 'response cut off':
      response.writeHead(201, { ...headers, 'content-length': answer.length });
      return void response.write(half, () => response.socket?.destroy());
  }
  response.writeHead(201, headers).end(answer);
}
