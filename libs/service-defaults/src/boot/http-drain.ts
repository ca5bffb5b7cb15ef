import { once } from 'node:events';
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
  private running = 0;

  constructor(
    private readonly server: FastifyInstance,
    private readonly readiness: Readiness,
  ) {}

  /** Counts a request as running. Returns the refusal of a request that arrives after shutdown began. */
  enter(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    this.running += 1;
    whenClosed(reply.raw, this.leave);
    if (!this.readiness.isStopping || edgeRouteOf(request).isOps) return undefined;
    return new Problem(edgeErrors.serviceUnavailable, 'The service is stopping.', { retryAfterSeconds: 1 });
  }

  /** Closes the connection after a response that is sent during shutdown. */
  beforeSend(reply: FastifyReply): void {
    if (this.readiness.isStopping) void reply.header('connection', 'close');
  }

  /**
   * Stops listening, sends 503 to requests on open connections, closes each connection after its next
   * response, and resolves when no request is running. Readiness is `unavailable` from the start.
   */
  async run(): Promise<void> {
    this.readiness.stop();
    if (!this.server.server.listening) return;
    const closed = once(this.server.server, 'close');
    this.server.server.close();
    this.closeWhenIdle();
    await closed;
  }

  private readonly leave = (): void => {
    this.running -= 1;
    if (this.readiness.isStopping) this.closeWhenIdle();
  };

  private closeWhenIdle(): void {
    if (this.running === 0) this.server.server.closeAllConnections();
  }
}
