import { AsyncLocalStorage } from 'node:async_hooks';
import type {} from 'fastify';
import { type ClientDisconnect } from './client-disconnect.ts';
import { type Scope } from '../access/scopes.ts';
import { continueTrace, type TraceContext, traceparentOf } from './trace-context.ts';

/** Context of the current request or job. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace: TraceContext;
  /** On the clock of `performance.now()`, ms; undefined if the client set no deadline. */
  readonly deadlineAt: number | undefined;
  /** Detects a client that disconnects; absent in jobs. */
  readonly disconnect?: Pick<ClientDisconnect, 'signal'>;
}

declare module 'fastify' {
  interface FastifyRequest {
    context?: RequestContext;
    /** The body's raw bytes, for signatures and fingerprints. */
    bodyBytes?: Buffer;
    /** Name of the API key, `public` without one. Set before any handler runs. */
    caller?: string;
    /** Scopes of the API key; none without one. Set together with `caller`. */
    scopes?: readonly Scope[];
  }
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` within a request context, visible to everything it calls. */
export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs a queue job as a continuation of the trace that enqueued it. */
export function withJobContext<T>(job: { id: string; traceparent: string | undefined }, work: () => T): T {
  const trace = continueTrace(job.traceparent);
  return withRequestContext({ requestId: job.id, trace, deadlineAt: undefined }, work);
}

/** The current context; undefined outside any request or job. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** The current trace, or a new one. */
export function currentTrace(): TraceContext {
  return currentRequest()?.trace ?? continueTrace(undefined);
}

/** The `traceparent` to store with an event or send with a call. */
export function currentTraceparent(): string {
  return traceparentOf(currentTrace());
}

/** Milliseconds until the client's deadline; Infinity without one. */
export function remainingMs(): number {
  const deadlineAt = currentRequest()?.deadlineAt;
  return deadlineAt === undefined ? Infinity : deadlineAt - performance.now();
}

/**
 * Aborts with `ClientDisconnected` if the client closes its connection before the response is sent. Undefined
 * outside HTTP requests. Opt-in: work that must complete without its client does not use it.
 */
export function callerSignal(): AbortSignal | undefined {
  return currentRequest()?.disconnect?.signal;
}
