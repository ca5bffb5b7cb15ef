import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { edgeErrors } from '../problem/edge.errors.ts';
import { edgeRouteOf } from '../http/edge-route.ts';
import { Problem } from '../problem/problem.ts';
import { type Readiness } from '../health/readiness.ts';
import { whenClosed } from '../request/when-closed.ts';

/**
 * Stops a server without breaking running requests. Node would otherwise wait up to a minute for every
 * keep-alive connection.
 */
export class HttpDrain {
  private readonly running = new Set<ServerResponse>();

  constructor(
    private readonly server: FastifyInstance,
    private readonly readiness: Readiness,
    private readonly requestTimeoutMs: number,
  ) {}

  /** Counts a request as running. Returns the refusal of a request that arrives after shutdown began. */
  enter(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    this.running.add(reply.raw);
    whenClosed(reply.raw, () => this.leave(reply.raw));
    if (!this.readiness.isStopping || edgeRouteOf(request).isOps) return undefined;
    return new Problem(edgeErrors.serviceUnavailable, 'The service is stopping.', { retryAfterSeconds: 1 });
  }

  /** Closes the connection after a response that is sent during shutdown. */
  beforeSend(reply: FastifyReply): void {
    if (this.readiness.isStopping) void reply.header('connection', 'close');
  }

  /**
   * Stops listening, sends 503 to requests on open connections, closes each connection after its next
   * response, and resolves when no request is running. A request whose body is still incomplete after the
   * request timeout gets 408. Readiness is `unavailable` from the start.
   */
  async run(): Promise<void> {
    this.readiness.stop();
    if (!this.server.server.listening) return;
    const closed = once(this.server.server, 'close');
    this.server.server.close();
    this.closeWhenIdle();
    const late = setTimeout(() => this.refuseIncomplete(), this.requestTimeoutMs);
    await closed;
    clearTimeout(late);
  }

  /** A server that is closing checks no time limits any more. */
  private refuseIncomplete(): void {
    const late = Object.assign(new Error('the body did not arrive in time'), {
      code: 'ERR_HTTP_REQUEST_TIMEOUT',
    });
    for (const { req } of this.running)
      if (!req.complete) this.server.server.emit('clientError', late, req.socket);
  }

  private leave(response: ServerResponse): void {
    this.running.delete(response);
    if (this.readiness.isStopping) this.closeWhenIdle();
  }

  private closeWhenIdle(): void {
    if (this.running.size === 0) this.server.server.closeAllConnections();
  }
}
