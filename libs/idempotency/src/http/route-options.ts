import { type Type } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type StoredResponse } from '../operation/stored-response.ts';

export interface IdempotentRouteOptions {
  /**
   * Whose keys they are when the caller is not known: `public` when all such callers share one scope (a key made by chance is known
   * to its maker only, and a replay needs the whole body too), or a function that names the session. Known callers always have a
   * scope of their own. A `@Public()` route without it keeps the service from starting.
   */
  readonly scope?: 'public' | ((request: FastifyRequest) => string);
}

/** Adds to an answer what must not be stored with it: what is derived from a secret, for example. */
export interface ResponsePresenter {
  /** The answer as it goes out, made of the one that is stored: the same bytes each time, or replays are not identical. */
  present(response: StoredResponse): StoredResponse;
}

export interface OperationRouteOptions extends IdempotentRouteOptions {
  /**
   * The provider that makes what goes out of each answer, first answers and replays alike; it is looked up in the application. Refusals
   * that are thrown do not pass it. Default: what is stored goes out as it is.
   */
  readonly presenter?: Type<ResponsePresenter>;
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
