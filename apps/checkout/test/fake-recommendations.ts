import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What becomes of a request: an answer with any status and body, none ever, or a broken connection. */
export type Suggesting = { readonly status: number; readonly body: string } | 'hang' | 'reset';

export const suggesting = (...productIds: string[]): Suggesting => ({
  status: 200,
  body: JSON.stringify({ products: productIds.map((productId) => ({ productId, score: 1 })) }),
});

export const refusing = (status: number): Suggesting => ({
  status,
  body: JSON.stringify({
    type: 't',
    title: 't',
    status,
    detail: 'd',
    instance: '/',
    code: 'c',
    traceId: 't',
  }),
});

/** Recommendations as checkout sees it. */
export class FakeRecommendations {
  /** The paths of all requests that came. */
  asked: string[] = [];
  /** How long the last of them would be waited for, as it said, ms. */
  toldMs = NaN;
  /** Connections that checkout closed before they had their answer. */
  abandoned = 0;
  /** What becomes of requests from now on. */
  does: Suggesting = suggesting();
  private held: ServerResponse[] = [];
  private readonly server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    this.toldMs = Number(request.headers['x-request-timeout-ms']);
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned += 1;
    });
    if (this.does === 'reset') request.socket.resetAndDestroy();
    else if (this.does === 'hang') this.held.push(response);
    else answer(response, this.does);
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers those that hang. */
  release(suggestion: Suggesting): void {
    for (const response of this.held.splice(0))
      if (typeof suggestion === 'object') answer(response, suggestion);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

function answer(response: ServerResponse, { status, body }: { status: number; body: string }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
