import { type Type } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type StoredResponse } from '../operation/stored-response.ts';

export interface IdempotentRouteOptions {
  /**
   * The owner of keys if the caller is unknown: `public` if all such callers share one scope (a random key is
   * known to its creator only, and a replay also needs the whole body), or a function that names the session.
   * Known callers always have their own scope. A `@Public()` route without a scope keeps the service from
   * starting.
   */
  readonly scope?: 'public' | ((request: FastifyRequest) => string);
}

/** Adds to a response what must not be stored with it, such as a value derived from a secret. */
export interface ResponsePresenter {
  /**
   * The response to send, made from the stored one. Must return the same bytes each time, or replays differ.
   */
  present(response: StoredResponse): StoredResponse;
}

export interface OperationRouteOptions extends IdempotentRouteOptions {
  /**
   * The provider that presents responses, new ones and replays alike; resolved from the application. Thrown
   * refusals bypass it. Default: the stored response is sent as it is.
   */
  readonly presenter?: Type<ResponsePresenter>;
  /**
   * `early`: a repeat with the same key, method, URL, Authorization and body bytes is replayed before the
   * route's guards, interceptors, validation and handler, if this process remembers the stored response (10
   * minutes, 16 MiB). That costs a third of the CPU time. The trade: a guard that would refuse the repeat,
   * such as for a session that has ended since, does not run. Limits in Fastify hooks still do. Requires
   * callers known by their API key or `scope: 'public'`, and kept body bytes. Default: all of them run.
   */
  readonly replay?: 'early';
}

export interface TransactionRouteOptions extends IdempotentRouteOptions {
  /** Headers to store besides the usual ones (content-type, location, etag, …). */
  readonly storedHeaders?: readonly string[];
}

/** Metadata of routes whose handler executes an operation: their options. */
export const idempotentRoute = 'holdfast:idempotentRoute';
/** Metadata of routes whose handler works in a transaction: their options. */
export const transactionRoute = 'holdfast:transactionRoute';
/** Metadata of routes that require no key: the reason. */
export const effectFreeRoute = 'holdfast:effectFreeRoute';
