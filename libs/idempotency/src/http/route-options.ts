import { type FastifyRequest } from 'fastify';

export interface IdempotentRouteOptions {
  /**
   * Whose keys they are on a route that is open to callers without an API key: `public` when all of these share one scope (a key
   * made by chance is known to its maker only, and a replay needs the whole body too), or a function that names the session.
   * Callers with an API key always have a scope of their own. A `@Public()` route without it keeps the service from starting.
   */
  readonly scope?: 'public' | ((request: FastifyRequest) => string);
  /** Headers stored with the answer beside the usual ones (content-type, location, etag, …), in lower case. */
  readonly storedHeaders?: readonly string[];
}

/** Metadata of routes whose requests carry a key: their options. */
export const idempotentRoute = 'holdfast:idempotentRoute';
/** Metadata of POST routes that need none: why. */
export const effectFreeRoute = 'holdfast:effectFreeRoute';
