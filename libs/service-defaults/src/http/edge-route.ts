import { type FastifyContextConfig, type FastifyRequest } from 'fastify';
import { isOpsRoute } from '../health/ops-route.ts';

/** Facts about the route of a request that the hooks of the edge need. */
export interface EdgeRoute {
  /** The route's pattern; undefined if no route matches. */
  readonly url: string | undefined;
  readonly isOps: boolean;
  readonly config: FastifyContextConfig | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    edgeRoute?: EdgeRoute;
  }
}

/** Read once per request: Fastify builds `routeOptions` anew at each access. */
export function edgeRouteOf(request: FastifyRequest): EdgeRoute {
  if (request.edgeRoute !== undefined) return request.edgeRoute;
  const { url, config } = request.routeOptions;
  return (request.edgeRoute = { url, isOps: isOpsRoute(url), config });
}
