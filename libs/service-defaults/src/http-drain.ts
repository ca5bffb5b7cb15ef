import { once } from 'node:events';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { edgeErrors } from './edge.errors.ts';
import { isOpsRoute } from './ops-route.ts';
import { Problem } from './problem.ts';
import { type Readiness } from './readiness.ts';

/**
 * Stops a server without breaking running requests. Node would otherwise wait up to a minute for every
 * keep-alive connection.
 */
export class HttpDrain {
  private running = 0;

  constructor(
    private readonly server: FastifyInstance,
    private readonly readiness: Readiness,
  ) {
    server.addHook('onRequest', (request, reply, done) => {
      this.count(reply);
      if (!readiness.isStopping || isOpsRoute(request.routeOptions.url)) return done();
      done(new Problem(edgeErrors.serviceUnavailable, 'The service is stopping.', { retryAfterSeconds: 1 }));
    });
    server.addHook('onSend', (_request, reply, payload, done) => {
      if (readiness.isStopping) void reply.header('connection', 'close');
      done(null, payload);
    });
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

  private count(reply: FastifyReply): void {
    this.running += 1;
    reply.raw.once('close', () => {
      this.running -= 1;
      if (this.readiness.isStopping) this.closeWhenIdle();
    });
  }

  private closeWhenIdle(): void {
    if (this.running === 0) this.server.server.closeAllConnections();
  }
}
