import { type FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No body at all is taken for `{}`, whatever the Content-Type says. */
    readonly bodyMayBeEmpty?: boolean;
  }
}

/** For routes that need nothing but their path. To them no body and `{}` are the same request, also to the idempotency key. */
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
