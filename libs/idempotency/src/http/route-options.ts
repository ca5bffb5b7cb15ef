import { type FastifyRequest } from 'fastify';

export interface IdempotentRouteOptions {
  /**
   * Whose keys they are when the caller is not known: `public` when all such callers share one scope (a key made by chance is known
   * to its maker only, and a replay needs the whole body too), or a function that names the session. Known callers always have a
   * scope of their own. A `@Public()` route without it keeps the service from starting.
   */
  readonly scope?: 'public' | ((request: FastifyRequest) => string);
}

export interface TransactionRouteOptions extends IdempotentRouteOptions {
  /** Headers stored with the answer beside the usual ones (content-type, location, etag, …). */
  readonly storedHeaders?: readonly string[];
}

/** Metadata of routes whose handler executes an operation: their options. */
export const idempotentRoute = 'holdfast:idempotentRoute';
/** Metadata of routes whose handler works in a transaction: their options. */
export const transactionRoute = 'holdfast:transactionRoute';
/** Metadata of POST routes that need no key: why. */
export const effectFreeRoute = 'holdfast:effectFreeRoute';
