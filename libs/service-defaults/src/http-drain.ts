import { once } from 'node:events';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { edgeErrors } from './edge.errors.ts';
import { isOpsRoute } from './ops-route.ts';
import { Problem } from './problem.ts';
import { type Readiness } from './readiness.ts';

/**
 * Ends a server without breaking a request that runs. Node alone would wait for every connection that a client keeps open,
 * used or not, until its own time limits of a minute.
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
   * Listens no longer, answers 503 to what still comes in over kept connections, closes each connection with its next answer,
   * and resolves when no request runs any more. Readiness is `unavailable` from the first moment on.
   */
  async run(): Promise<void> {
    this.readiness.isStopping = true;
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
