import { type FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** An empty body counts as `{}`, whatever the Content-Type says. */
    readonly bodyMayBeEmpty?: boolean;
  }
}

/**
 * For routes that need only their path: an empty body and `{}` are the same request, also for the idempotency
 * key.
 */
export function takeEmptyBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (request.routeOptions.config.bodyMayBeEmpty === true && length === '0' && encoding === undefined) {
      delete request.headers['content-type'];
      request.body = {};
      request.bodyBytes = Buffer.from('{}');
    }
    done();
  });
}
