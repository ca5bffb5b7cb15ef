import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names and values as they came, in turn. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Behavior = (request: Received, response: ServerResponse) => void;

const respondsEmpty: Behavior = (_request, response) => void response.end('{}');

/** A server behind the storefront. It keeps every request except health checks. */
export class FakeUpstream {
  readonly received: Received[] = [];
  behavior: Behavior = respondsEmpty;
  isLive = true;
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private port = 0;

  /** Listens, again at the same address. */
  async start(): Promise<string> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  reset(): void {
    this.isLive = true;
    this.received.length = 0;
    this.behavior = respondsEmpty;
  }

  get labels(): string[] {
    return this.received.map(({ method, url }) => `${method} ${url}`);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers, rawHeaders } = request;
    const received = { method, url, headers, rawHeaders, body: await buffer(request) };
    if (url === '/health/live') return void response.writeHead(this.isLive ? 200 : 503).end('{}');
    this.received.push(received);
    this.behavior(received, response);
  }
}

/** Closes the connection after a request was read, without a response. */
export const hangsUp: Behavior = (_request, response) => void response.socket?.destroy();
