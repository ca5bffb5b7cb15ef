import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** How a request is served: a response, no response, or a broken connection. */
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
  /** Paths of all requests. */
  asked: string[] = [];
  /** `X-Request-Timeout-Ms` of the last request. */
  timeoutMs = NaN;
  /** Connections closed by checkout before the response. */
  abandoned = 0;
  /** How requests are served from now on. */
  does: Suggesting = suggesting();
  private held: ServerResponse[] = [];
  private readonly server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    this.timeoutMs = Number(request.headers['x-request-timeout-ms']);
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

  /** Responds to hanging requests. */
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
