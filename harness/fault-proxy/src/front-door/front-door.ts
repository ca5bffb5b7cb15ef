import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type EdgeConfig, type Upstream } from '@holdfast/lab-api';
import { notPassedOn } from './away.ts';
import { ReadyServers } from './ready-servers.ts';

/**
 * Serves outside callers on an HTTP edge: they get 503 instead of a closed connection while the servers are
 * down.
 */
export class FrontDoor {
  private readonly readyServers: ReadyServers | undefined;
  private awayServer: Promise<Server> | undefined;

  constructor(private readonly config: EdgeConfig) {
    const readyPath = config.frontDoor?.readyPath;
    if (readyPath !== undefined) this.readyServers = new ReadyServers(readyPath);
  }

  /** The servers that a connection may use, in order. */
  open(servers: readonly Upstream[]): Promise<readonly Upstream[]> {
    return this.readyServers?.among(servers) ?? Promise.resolve(servers);
  }

  /** A server that returns 503 to every request, for connections that no other server accepts. */
  async away(): Promise<Upstream> {
    this.awayServer ??= this.listen();
    const { address, port } = (await this.awayServer).address() as AddressInfo;
    return { name: 'failure-lab', host: address, port };
  }

  async stop(): Promise<void> {
    const server = await this.awayServer;
    server?.close();
    server?.closeAllConnections();
  }

  private async listen(): Promise<Server> {
    const server = createServer((request, response) => {
      const { method = '', url: target = '/', headers } = request;
      const traceparent = headers['traceparent']?.toString();
      const answer = notPassedOn(this.config.to, { method, target, traceparent });
      request.resume();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }
}
