import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { ActionRefused } from './process-actions.ts';
import { type ProcessControl } from './process-control.ts';
import { type ControlAddress } from './stack-state.ts';

/**
 * Lets other commands act on the supervisor's processes: a loopback HTTP server that requires the token of
 * the state file, as `Authorization: Bearer` or as the first path segment.
 */
export class ControlServer {
  private readonly control: () => ProcessControl;
  private readonly token = randomBytes(24).toString('base64url');
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  constructor(control: () => ProcessControl) {
    this.control = control;
  }

  async listen(): Promise<ControlAddress> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return { port: (this.server.address() as AddressInfo).port, token: this.token };
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { status, body } = await this.handle(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private async handle({ method, url = '', headers }: http.IncomingMessage): Promise<{
    status: number;
    body: unknown;
  }> {
    try {
      const segments = url.slice(1).split('/').map(decodeURIComponent);
      const isInPath = this.isToken(segments[0] ?? '');
      if (!isInPath && !this.isToken(headers.authorization?.replace(/^Bearer /, '') ?? ''))
        return { status: 401, body: { message: 'wrong token' } };
      const [action = '', name = ''] = isInPath ? segments.slice(1) : segments;
      if (method === 'GET' && action === 'status')
        return { status: 200, body: await this.control().status() };
      if (method === 'GET' && action === 'running') return { status: 200, body: this.control().running() };
      return { status: 200, body: { message: await this.control().act(action, name) } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: error instanceof ActionRefused ? 409 : 500, body: { message } };
    }
  }

  private isToken(text: string): boolean {
    const [given, expected] = [Buffer.from(text), Buffer.from(this.token)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
