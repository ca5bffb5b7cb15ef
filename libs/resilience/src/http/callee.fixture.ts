import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type DependencyOptions } from '../dependency.options.ts';
import { usersSee } from '../pipeline/pipeline.fixture.ts';
import { Resilience } from '../resilience.ts';
import { HttpClient, type HttpClientOptions, type HttpRequest } from './http-client.ts';

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Behavior = (response: ServerResponse, callee: Callee) => void;

/** Responds with JSON. */
export function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): Behavior {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Breaks the connection after reading the request. */
export const reset: Behavior = (response) => response.socket?.resetAndDestroy();

/** Never responds. */
export const hang: Behavior = () => undefined;

/** A server on a free port that records requests and treats each as the test sets. */
export class Callee {
  readonly received: Received[] = [];
  private behaviors: Behavior[] = [];
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      this.received.push({ method: request.method, path: request.url, headers: request.headers, body });
      const behavior = this.behaviors.length > 1 ? this.behaviors.shift() : this.behaviors[0];
      behavior?.(response, this);
    });
  });

  /** Behaviors for the next requests; the last one stays. */
  will(...behaviors: Behavior[]): void {
    this.behaviors = behaviors;
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Refuses connections from now on, and breaks open ones. */
  async leave(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

export const body = '{"orderId": "ord_1"}';
export const withKey: HttpRequest = { method: 'POST', path: '/payments', body, idempotencyKey: 'op-1' };
export const withoutKey: HttpRequest = { method: 'POST', path: '/payments', body };
export const read: HttpRequest = { method: 'GET', path: '/payments?orderId=ord_1' };

/** A client of `baseUrl` with its own process-wide state, and timeouts that suit tests. */
export function aClient(
  baseUrl: string,
  options: Partial<DependencyOptions> = {},
  http: Partial<HttpClientOptions> = {},
  resilience = new Resilience(),
): HttpClient {
  const dependency = resilience.dependency({
    name: 'payments',
    usersSee,
    attemptTimeoutMs: 2_000,
    deadlineMs: 5_000,
    ...options,
  });
  return new HttpClient(dependency, { baseUrl, apiKey: 's3cret', ...http });
}
