import { type FastifyRequest } from 'fastify';
import { edgeRouteOf } from './edge-route.ts';

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
export function takeEmptyBody(request: FastifyRequest): void {
  if (edgeRouteOf(request).config?.bodyMayBeEmpty !== true) return;
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (length !== '0' || encoding !== undefined) return;
  delete request.headers['content-type'];
  request.body = {};
  request.bodyBytes = Buffer.from('{}');
}
