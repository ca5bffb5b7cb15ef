import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { withRequestContext } from '@holdfast/service-defaults';
import { DependencyError } from './dependency-error.ts';
import { type HttpRequest } from './http-client.ts';

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Behaviour = (response: ServerResponse, callee: Callee) => void;

/** An answer in JSON. */
export function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** The connection breaks after the request was read. */
export const reset: Behaviour = (response) => response.socket?.resetAndDestroy();

/** No answer ever comes. */
export const hang: Behaviour = () => undefined;

/** A server on a free port that writes down what it gets and behaves as it is told, request by request. */
export class Callee {
  readonly received: Received[] = [];
  private behaviours: Behaviour[] = [];
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      this.received.push({ method: request.method, path: request.url, headers: request.headers, body });
      const behaviour = this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0];
      behaviour?.(response, this);
    });
  });

  /** How it treats the next requests; the last behaviour stays. */
  will(...behaviours: Behaviour[]): void {
    this.behaviours = behaviours;
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on connections are refused; those that are open break. */
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

export async function failureOf(call: Promise<unknown>): Promise<DependencyError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DependencyError) return error;
  throw new Error('the call did not fail as a DependencyError', { cause: error });
}

/** Runs `work` as if for a caller that will wait `ms` longer. */
export function forCaller<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isSampled: true };
  return withRequestContext({ requestId: 'r1', trace, deadlineAt: performance.now() + ms }, work);
}
